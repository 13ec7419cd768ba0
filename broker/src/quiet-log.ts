import type { Logger } from '@fieldlapse/runtime';

const windowMs = 60_000;
const mostLines = 100;

/** Warns; `key` says what counts as the same warning. */
export type QuietLog = (key: string, fields: object, text: string) => void;

/** Logs a warning once per key and minute, and at most 100 lines a minute in all; says how many it kept back. */
export function quietLog(logger: Logger): QuietLog {
  const seen = new Set<string>();
  let since = performance.now();
  let keptBack = 0;
  return (key, fields, text) => {
    if (performance.now() - since >= windowMs) {
      if (keptBack > 0) logger.warn({ keptBack }, 'similar warnings of the last minute were not logged');
      seen.clear();
      since = performance.now();
      keptBack = 0;
    }
    if (seen.has(key) || seen.size >= mostLines) {
      keptBack += 1;
      return;
    }
    seen.add(key);
    logger.warn(fields, text);
  };
}
