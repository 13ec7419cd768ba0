import type { FilmExport } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { askServer } from '../../api/client.ts';
import { useTexts } from '../../text/language.ts';

const busyMs = 1000;
const idleMs = 5000;

/** The exports of a site, newest first, asked for again each second while one is being made; `ask` asks at once. */
export function useExports(site: string): { exports: readonly FilmExport[] | undefined; ask: () => void } {
  const { language } = useTexts();
  const [exports, setExports] = useState<readonly FilmExport[]>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      let waitMs = idleMs;
      try {
        const answer = await askServer<{ exports: FilmExport[] }>('api/exports', language, { signal: stop.signal });
        const here = answer.exports.filter(({ order }) => order.site === site);
        setExports(here);
        if (here.some(({ state }) => state === 'waiting' || state === 'running')) waitMs = busyMs;
      } catch {
        // The page says already that the server is away; the list is asked for again.
        if (stop.signal.aborted) return;
      }
      timer = setTimeout(() => void ask(), waitMs);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [site, language, asked]);
  return { exports, ask: () => setAsked((times) => times + 1) };
}
