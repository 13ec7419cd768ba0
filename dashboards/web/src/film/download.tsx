import type { ExportAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { askServer, wordsOf } from '../api/client.ts';
import { Icon } from '../icon.tsx';
import { useTexts } from '../text/language.ts';

type Progress = ExportAnswer | { state: 'idle' } | { state: 'failed'; problem: string };

const pollMs = 700;

/** Asks for the MP4, shows how far it is, and saves it once it is made. */
export function Download({ path }: { path: string }) {
  const { text, format, language } = useTexts();
  const [progress, setProgress] = useState<Progress>({ state: 'idle' });
  const [asked, setAsked] = useState(false);

  useEffect(() => {
    if (!asked) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const answer = await askServer<ExportAnswer>(`${path}/export`, language, {
          method: 'POST',
          signal: stop.signal,
        });
        setProgress(answer);
        if (answer.state === 'building') timer = setTimeout(() => void ask(), pollMs);
        else {
          setAsked(false);
          location.assign(`${path}/${answer.url}`);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        setAsked(false);
        setProgress({ state: 'failed', problem: wordsOf(error) });
      }
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [asked]);

  const share = progress.state === 'building' && progress.total > 0 ? progress.done / progress.total : 0;
  return (
    <div class="download">
      <button type="button" class="plain" disabled={asked} onClick={() => setAsked(true)}>
        <Icon name="download" />
        {asked ? text.preparing(format.percent(share)) : text.download}
        {progress.state === 'ready' && !asked && <small>{format.bytes(progress.bytes)}</small>}
      </button>
      {asked && <progress max={1} value={share} aria-label={text.preparing('')} />}
      {progress.state === 'failed' && (
        <p class="problem" role="alert">
          {progress.problem}
        </p>
      )}
    </div>
  );
}
