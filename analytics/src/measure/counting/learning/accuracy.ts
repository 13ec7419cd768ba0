import type { Rehearsed } from './rehearse.ts';

/** How good a counter is on days that it did not learn from. */
export interface Accuracy {
  readonly days: number;
  /** Labelled pictures in which nothing hides the objects; of these: */
  readonly free: number;
  /** answered with a number, */
  readonly answered: number;
  /** with the right one, */
  readonly exact: number;
  /** as a share of `free`, with its 95 % interval (Wilson 1927). */
  readonly exactShare: number;
  readonly exactLow: number;
  readonly exactHigh: number;
  /** Of the answers, in objects; null without any. */
  readonly meanAbsoluteError: number | null;
  /** Labelled pictures in which something hides the objects, and how many of them were left uncounted. */
  readonly blocked: number;
  readonly blockedLeftOut: number;
  /** Exact share of `free` of a method that always says the median of the other days. */
  readonly medianExactShare: number;
}

export function accuracyOf(rehearsed: readonly Rehearsed[]): Accuracy {
  const free = rehearsed.filter(({ blocked }) => !blocked);
  const answered = free.flatMap(({ answer, count }) => (typeof answer === 'number' ? [{ answer: Math.round(answer), count }] : [])); // prettier-ignore
  const exact = answered.filter(({ answer, count }) => answer === count).length;
  const errors = answered.map(({ answer, count }) => Math.abs(answer - count));
  const [exactLow, exactHigh] = wilsonInterval(exact, free.length);
  const blocked = rehearsed.filter((one) => one.blocked);
  return {
    days: new Set(rehearsed.map(({ day }) => day)).size,
    ...{ free: free.length, answered: answered.length, exact },
    exactShare: exact / free.length,
    ...{ exactLow, exactHigh },
    meanAbsoluteError: errors.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / errors.length : null,
    blocked: blocked.length,
    blockedLeftOut: blocked.filter(({ answer }) => typeof answer !== 'number').length,
    medianExactShare: free.filter((one) => one.count === medianOfOthers(free, one)).length / free.length,
  };
}

function medianOfOthers(free: readonly Rehearsed[], { day }: Rehearsed): number | undefined {
  const counts = free.filter((other) => other.day !== day).map(({ count }) => count);
  return counts.sort((a, b) => a - b)[counts.length >> 1];
}

/** The 95 % interval of a share of `hits` among `tries` (Wilson 1927). */
export function wilsonInterval(hits: number, tries: number): [number, number] {
  const z = 1.959964;
  const share = hits / tries;
  const middle = share + (z * z) / (2 * tries);
  const reach = z * Math.sqrt((share * (1 - share)) / tries + (z * z) / (4 * tries * tries));
  const scale = 1 + (z * z) / tries;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

/** Share of future pictures whose true count the interval is to hold. */
const held = 0.8;

/**
 * How far a count may be off so that 80 % of the pictures of other days are within: the quantile of the rehearsal's errors that
 * holds for a new picture (conformal prediction, Vovk et al. 2005); their largest where they are too few for that.
 */
export function countReach(rehearsed: readonly Rehearsed[]): number {
  const errors = rehearsed
    .flatMap(({ answer, count, blocked }) => (typeof answer === 'number' && !blocked ? [Math.abs(answer - count)] : []))
    .sort((a, b) => a - b);
  return errors[Math.min(errors.length, Math.ceil((errors.length + 1) * held)) - 1] ?? 0;
}
