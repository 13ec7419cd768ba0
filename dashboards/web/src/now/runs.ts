/** A stretch of time with a value. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Splits a course where nothing was measured for long: more than two and a half times its usual step, so that a sensor
 * that reports once an hour is as whole as one that reports each minute.
 */
export function runsOf<T extends Stretch>(stretches: readonly T[]): T[][] {
  const steps = stretches.slice(1).map(({ from }, index) => from - (stretches[index]?.from ?? from));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const runs: T[][] = [];
  for (const [index, stretch] of stretches.entries()) {
    const step = steps[index - 1];
    if (step === undefined || step > 2.5 * usual) runs.push([]);
    runs.at(-1)?.push(stretch);
  }
  return runs;
}
