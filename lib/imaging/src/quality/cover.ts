import { cellColumns, cellCount } from './cells.ts';
import { gateThresholds } from './thresholds.ts';
import type { CellMaps } from './traits.ts';
import { fineOfMean, quantile, type UsualView } from './usual.ts';

/** Shares of the cells with texture, 0–1. */
export interface Cover {
  /** Small spots that lost their detail while the rest kept it. */
  readonly lensShare: number;
  /** Large pieces that lost their detail and look unlike what is usually there. */
  readonly blockedShare: number;
}

/** Finds what lies on the lens or stands before it: cells whose detail is gone against what they usually show. */
export function coverOf(now: CellMaps, usual: UsualView): Cover {
  const judged = cellsWith((cell) => usual.coarse[cell]! >= gateThresholds.texture.number && now.coarse[cell]! >= 0 && now.mean[cell]! < 245); // prettier-ignore
  if (judged.length === 0) return { lensShare: 0, blockedShare: 0 };
  const losses = new Float64Array(cellCount).fill(NaN);
  for (const cell of judged) losses[cell] = Math.log2(usual.fineOfMean[cell]! / fineOfMean(now, cell));
  const everywhere = Math.max(0, quantile([...losses], 0.25));
  if (everywhere > 2 && likeness(now, usual, judged) < 0.5) return { lensShare: 0, blockedShare: 1 };
  const gain = quantile(judged.filter((cell) => losses[cell]! <= everywhere + 1).map((cell) => now.mean[cell]! / usual.mean[cell]!), 0.5); // prettier-ignore
  const lost = new Set(judged.filter((cell) => losses[cell]! - everywhere >= gateThresholds.detailLoss.number && isSoft(now, usual, cell))); // prettier-ignore
  let [lens, blocked] = [0, 0];
  for (const piece of piecesOf(lost)) {
    const change = quantile(
      piece.map((cell) => Math.abs(now.mean[cell]! - gain * usual.mean[cell]!)),
      0.5,
    );
    const isLarge = piece.length >= gateThresholds.blockedPart.number * judged.length;
    if (isLarge && change >= gateThresholds.coverChange.number) blocked += piece.length;
    else if (piece.length > 1) lens += piece.length;
  }
  return { lensShare: lens / judged.length, blockedShare: blocked / judged.length };
}

/** Detail is soft, not merely faint: shade and fog keep the proportion of fine to coarse. */
function isSoft(now: CellMaps, usual: UsualView, cell: number): boolean {
  if (now.coarse[cell]! < gateThresholds.texture.number) return true;
  return now.fine[cell]! / now.coarse[cell]! < 0.85 * usual.ratio[cell]!;
}

/** Correlation of the cells' brightness with the usual, -1 to 1: a blurred picture keeps it, a covered one does not. */
export function likeness(now: CellMaps, usual: UsualView, cells: readonly number[]): number {
  const n = cells.length;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (const cell of cells) {
    const [x, y] = [now.mean[cell]!, usual.mean[cell]!];
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt(Math.max(0, aa - (a * a) / n) * Math.max(0, bb - (b * b) / n));
  return spread === 0 ? 0 : (ab - (a * b) / n) / spread;
}

export function cellsWith(holds: (cell: number) => boolean): number[] {
  return Array.from({ length: cellCount }, (_, cell) => cell).filter(holds);
}

/** Cells that touch by a side, together. */
function piecesOf(cells: Set<number>): number[][] {
  const pieces: number[][] = [];
  const left = new Set(cells);
  for (const first of cells) {
    if (!left.delete(first)) continue;
    const piece = [first];
    for (const cell of piece) {
      const column = cell % cellColumns;
      const beside = [cell - cellColumns, cell + cellColumns];
      if (column > 0) beside.push(cell - 1);
      if (column < cellColumns - 1) beside.push(cell + 1);
      for (const next of beside) if (left.delete(next)) piece.push(next);
    }
    pieces.push(piece);
  }
  return pieces;
}
