import { cellColumns, cellOfSpot, cellsWith, meanOf, quantile, spotColumns } from './cells/grid.ts';
import { gateThresholds } from './thresholds.ts';
import type { CellMaps } from './traits.ts';
import { fogOfCells } from './fog.ts';
import { fineOfMean, type UsualView } from './usual.ts';

/** Shares of the cells with texture, 0–1. */
export interface Cover {
  /** Small spots that lost their detail while the rest kept it. */
  readonly lensShare: number;
  /** Large pieces that lost their detail and look unlike what is usually there. */
  readonly blockedShare: number;
}

/**
 * Finds what lies on the lens or stands before it: cells whose detail is gone against what they usually show. Nothing is
 * found where the cells between are in fog too, and nothing on the lens in a light that the camera's history does not know.
 */
export function coverOf(now: CellMaps, usual: UsualView, soft: boolean): Cover {
  const cells = cellsWith((cell) => isJudged(now, usual, cell));
  const alike = likeness(now, usual, cells);
  if (cells.length === 0 || (soft && alike > 0.8)) return clear;
  const judged = spotsIn(cells).filter(
    (spot) =>
      now.spots[spot]! > 0 &&
      usual.fineOfMean[spot]! * usual.mean[cellOfSpot(spot)]! >= gateThresholds.spotTexture.number,
  );
  const lossOf = (spot: number): number => Math.log2(usual.fineOfMean[spot]! / fineOfMean(now, spot));
  const everywhere = Math.max(0, quantile(judged.map(lossOf), 0.1));
  if (everywhere > 1.5 && alike < 0.5) return isWhiteOut(now, cells) ? clear : { lensShare: 0, blockedShare: 1 };
  const limit = everywhere + gateThresholds.detailLoss.number;
  const lost = new Set(judged.filter((spot) => lossOf(spot) >= limit || isFlat(now, usual, cellOfSpot(spot))));
  const kept = cells.filter((cell) => spotsIn([cell]).filter((spot) => lost.has(spot)).length < 2);
  if (meanOf(fogOfCells(now, usual, kept)) >= gateThresholds.fogBetween.number) return clear;
  return weigh(piecesOf(lost), judged.length, likeness(now, usual, kept));
}

const clear: Cover = { lensShare: 0, blockedShare: 0 };

function isJudged(now: CellMaps, usual: UsualView, cell: number): boolean {
  return usual.coarse[cell]! >= gateThresholds.texture.number && now.coarse[cell]! >= 0 && now.mean[cell]! < 245;
}

/** What is dark hides how little detail is left of its brightness. */
function isFlat(now: CellMaps, usual: UsualView, cell: number): boolean {
  const { number } = gateThresholds.texture;
  return now.coarse[cell]! < number && usual.coarse[cell]! >= 2 * number;
}

/** Bright and without a tint: fog as thick as that looks like nothing else that is near. */
function isWhiteOut(now: CellMaps, cells: readonly number[]): boolean {
  const mean = meanOf(cells.map((cell) => now.mean[cell]!));
  return mean >= 120 && meanOf(cells.map((cell) => now.dark[cell]! / now.mean[cell]!)) > 0.9;
}

/** The four spots of each cell. */
function spotsIn(cells: readonly number[]): number[] {
  return cells.flatMap((cell) => {
    const first = Math.floor(cell / cellColumns) * 2 * spotColumns + (cell % cellColumns) * 2;
    return [first, first + 1, first + spotColumns, first + spotColumns + 1];
  });
}

function weigh(pieces: readonly number[][], judged: number, alike: number): Cover {
  let [lens, blocked] = [0, 0];
  for (const { length } of pieces) {
    const share = length / judged;
    if (share < gateThresholds.coveredPart.number && alike < gateThresholds.sameLight.number) continue;
    if (share >= gateThresholds.blockedPart.number) blocked += length;
    else if (length > 1) lens += length;
  }
  return { lensShare: lens / judged, blockedShare: blocked / judged };
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

/** Spots that touch by a side, together. */
function piecesOf(spots: Set<number>): number[][] {
  const pieces: number[][] = [];
  const left = new Set(spots);
  for (const first of spots) {
    if (!left.delete(first)) continue;
    const piece = [first];
    for (const spot of piece) {
      const column = spot % spotColumns;
      const beside = [spot - spotColumns, spot + spotColumns];
      if (column > 0) beside.push(spot - 1);
      if (column < spotColumns - 1) beside.push(spot + 1);
      for (const next of beside) if (left.delete(next)) piece.push(next);
    }
    pieces.push(piece);
  }
  return pieces;
}
