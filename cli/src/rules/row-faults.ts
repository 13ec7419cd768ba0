import type { ReadingFault } from './read-readings.ts';

const mostNamed = 20;

/** How many rows have which fault: `3 × BAD_ROW_VALUE`. */
export function countFaults(faults: readonly ReadingFault[]): string[] {
  const byCode = Map.groupBy(faults, ({ code }) => code);
  return [...byCode].map(([code, all]) => `${all.length} × ${code}`);
}

/** A line for each fault, the first of each kind; the rest is counted. */
export function faultLines(faults: readonly ReadingFault[]): string[] {
  return [...Map.groupBy(faults, ({ code }) => code)].flatMap(([code, all]) => {
    const named = all
      .slice(0, mostNamed)
      .map(({ file, line, text }) => `${file}:${line}: ${code} ${JSON.stringify(text)}`);
    return all.length > mostNamed ? [...named, `… and ${all.length - mostNamed} more ${code}`] : named;
  });
}
