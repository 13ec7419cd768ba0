import type { LiveMessage } from '@fieldlapse/dashboards-server';
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { useTexts } from '../text/language.ts';
import { Problem, askServer } from './client.ts';
import type { Live } from './live.ts';

/** The one live feed of the page. */
export const LiveContext = createContext<Live | undefined>(undefined);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('no LiveContext');
  return live;
}

/** What the server last answered, and the problem that stands in the way of a newer answer. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
}

const minGapMs = 1500;
const retryMs = 5000;

/**
 * Asks for `path` and again after every live message that `concerns` it (at most each 1.5 s) and, after a problem, every
 * 5 s. The old value stays while a new one is on its way. Undefined as path asks for nothing.
 */
export function useServer<T>(path: string | undefined, concerns: (message: LiveMessage) => boolean): Answer<T> {
  const live = useLive();
  const { language } = useTexts();
  const [answer, setAnswer] = useState<Answer<T> & { path: string | undefined }>({
    path,
    value: undefined,
    problem: undefined,
  });

  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let again = false;

    const ask = async () => {
      asking = true;
      again = false;
      let waitMs = minGapMs;
      try {
        const value = await askServer<T>(path, language, { signal: stop.signal });
        setAnswer({ path, value, problem: undefined });
      } catch (error) {
        if (stop.signal.aborted) return;
        const problem = error instanceof Problem ? error : new Problem('INTERNAL', String(error), '');
        setAnswer((last) => ({ path, value: last.path === path ? last.value : undefined, problem }));
        again = true;
        waitMs = retryMs;
      }
      timer = setTimeout(() => {
        asking = false;
        if (again) void ask();
      }, waitMs);
    };
    const leave = live.listen((message) => {
      if (!concerns(message)) return;
      if (asking) again = true;
      else void ask();
    });
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
      leave();
    };
    // `concerns` is a fixed function of the path.
  }, [path, language]);

  return answer.path === path ? answer : { value: undefined, problem: undefined };
}

/** The server's time, read again each second. */
export function useNow(): number {
  const live = useLive();
  const [now, setNow] = useState(live.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(live.now()), 1000);
    return () => clearInterval(timer);
  }, [live]);
  return now;
}
