import type { ViewCells } from './view-cells.ts';

/** How the free view usually looks in colour or in infrared: the median of each cell, in the units of {@link ViewCells}. */
export interface FreeView {
  readonly across: number;
  readonly light: readonly number[];
  readonly detail: readonly number[];
}

/** Of at least one view. */
export function freeViewOf(views: readonly ViewCells[]): FreeView {
  const medians = (of: 'light' | 'detail'): number[] =>
    views[0]!.light.map((_, cell) => medianOf(views.map((view) => view[of][cell]!)));
  return { across: views[0]!.across, light: medians('light'), detail: medians('detail') };
}

/** From which difference on a cell shows something else: factors of e^0.35 in light, e^0.5 in fine detail. */
const otherLight = 0.35;
const otherDetail = 0.5;

/**
 * Share of the view that the largest connected piece of it takes up which looks unlike the free view, 0–1: something large
 * stands there. What changes all over (sun, exposure) does not count.
 */
export function coveredShare(view: ViewCells, free: FreeView): number {
  const lightOff = view.light.map((value, cell) => value - free.light[cell]!);
  const detailOff = view.detail.map((value, cell) => value - free.detail[cell]!);
  const [lightAll, detailAll] = [medianOf(lightOff), medianOf(detailOff)];
  const unlike = lightOff.map(
    (off, cell) => Math.abs(off - lightAll) > otherLight || Math.abs(detailOff[cell]! - detailAll) > otherDetail,
  );
  return largestPiece(unlike, view.across) / unlike.length;
}

function largestPiece(marked: readonly boolean[], across: number): number {
  const left = new Set(marked.flatMap((is, cell) => (is ? [cell] : [])));
  let largest = 0;
  for (const start of left) {
    left.delete(start);
    const piece = [start];
    for (const cell of piece) {
      const beside = [cell - across, cell + across];
      if (cell % across > 0) beside.push(cell - 1);
      if ((cell + 1) % across > 0) beside.push(cell + 1);
      for (const next of beside) if (left.delete(next)) piece.push(next);
    }
    largest = Math.max(largest, piece.length);
  }
  return largest;
}

/** The share above which a view is taken for blocked, from shares of labelled views, each judged without its own day. */
export function blockedLimit(free: readonly number[], blocked: readonly number[]): number {
  const most = Math.max(0.01, ...free);
  const least = Math.min(...blocked);
  if (blocked.length === 0) return 2 * most + 0.02;
  return least > most ? Math.sqrt(least * most) : most;
}

/** Of at least one value. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
