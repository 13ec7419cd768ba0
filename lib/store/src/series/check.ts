import { FieldlapseError } from '@fieldlapse/contracts';
import type { Point } from '../ports.ts';

const maxNameLength = 256;
const maxBuckets = 10_000;

/** Refuses, as `BAD_POINT`, what no series can hold. */
export function checkPoint({ series, t, value }: Point): void {
  if (series.length === 0 || series.length > maxNameLength) {
    throw bad(`a series name has 1 to ${maxNameLength} characters, not ${series.length}`);
  }
  if (!series.isWellFormed()) throw bad(`the series name ${JSON.stringify(series)} is no Unicode text`);
  if (!Number.isSafeInteger(t)) throw bad(`${series}: time ${t} is not whole UTC ms`);
  if (!Number.isFinite(value)) throw bad(`${series} at ${t}: ${value} is no finite number; leave a missing value out`);
}

/** Refuses, as `BAD_POINT`, a range that is not in whole ms, or a count of buckets that is not 1 to 10,000. */
export function checkRange(from: number, to: number, count = 1): void {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
    throw bad(`range ${from} to ${to} is not in whole UTC ms`);
  if (!Number.isInteger(count) || count < 1 || count > maxBuckets)
    throw bad(`${count} buckets: ask for 1 to ${maxBuckets}`);
}

function bad(message: string): FieldlapseError {
  return new FieldlapseError('BAD_POINT', message);
}
