/** A stretch `[from, to)` of bytes or sequence numbers. */
export type Range = readonly [from: number, to: number];

/** `ranges` with `added` merged in: sorted, disjoint and never touching each other. */
export function addRange(ranges: readonly Range[], added: Range): Range[] {
  const [from, to] = added;
  if (from >= to) return [...ranges];
  const before = ranges.filter((range) => range[1] < from);
  const after = ranges.filter((range) => range[0] > to);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const merged: Range = [Math.min(from, touching[0]?.[0] ?? from), Math.max(to, touching.at(-1)?.[1] ?? to)];
  return [...before, merged, ...after];
}

/** The parts of `whole` that `ranges` (sorted, disjoint) leave open. */
export function missingOf(whole: Range, ranges: readonly Range[]): Range[] {
  const missing: Range[] = [];
  let at = whole[0];
  for (const [from, to] of ranges) {
    if (to <= at) continue;
    if (from >= whole[1]) break;
    if (from > at) missing.push([at, from]);
    at = to;
  }
  if (at < whole[1]) missing.push([at, whole[1]]);
  return missing;
}

/** Sum of the lengths. */
export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [from, to]) => sum + (to - from), 0);
}
