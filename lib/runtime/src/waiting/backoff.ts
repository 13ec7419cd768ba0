/**
 * How long to wait after the `failures`th failure in a row (from 1), ms: full jitter between `minMs` and a ceiling that
 * doubles with every failure up to `maxMs`. `random` gives 0–1.
 */
export function backoffMs(failures: number, minMs: number, maxMs: number, random: () => number): number {
  const ceilingMs = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
  const floorMs = Math.min(minMs, ceilingMs);
  return floorMs + random() * (ceilingMs - floorMs);
}
