import { unit } from '../../weather/noise.ts';
import { mix, type Rgb } from '../color.ts';
import type { Growth } from './growth.ts';
import { greenPlant, paint, ripePlant, type Layer } from '../layer.ts';

/** Where a hill stands in the padded picture, px; `scale` is px per m, `vigour` multiplies its growth. */
export interface HillPlace {
  readonly px: number;
  readonly py: number;
  readonly scale: number;
  readonly vigour: number;
  /** What stands lower than this is under water, m. */
  readonly hiddenM: number;
}

interface Blade {
  readonly x: number;
  readonly y: number;
  readonly longPx: number;
  /** Where it leans, −1 – 1. */
  readonly spread: number;
  /** Its own luck, 0–1. */
  readonly lot: number;
  readonly leaf: Rgb;
  readonly hasPanicle: boolean;
  readonly hiddenPx: number;
}

/** Share of the stem's length below the panicle. */
const stem = 0.72;
const dead: Rgb = [188, 162, 96];

/** Paints the leaves and panicles of one hill; the same seed paints the same hill, grown. */
export function paintHill(layer: Layer, seed: number, growth: Growth, place: HillPlace): void {
  const { px, py, scale, vigour } = place;
  const hiddenPx = place.hiddenM * scale;
  const detail = Math.min(1, scale / 60);
  const blades = Math.round(growth.blades * vigour * (0.35 + 0.65 * detail));
  const open = 0.05 * scale * Math.min(1, growth.blades / 6);
  for (let blade = 0; blade < blades; blade += 1) {
    const lot = unit(seed, blade, 1);
    const spread = (unit(seed, blade, 2) - 0.5) * 2;
    const hasPanicle = unit(seed, blade, 3) < growth.panicleShare;
    const longPx = growth.heightM * scale * vigour * (0.62 + 0.42 * lot) * (hasPanicle ? 1.04 : 1);
    const leaf = mix(growth.leaf, dead, unit(seed, blade, 4) * growth.ageing);
    paintBlade(layer, growth, { x: px + spread * open, y: py, longPx, spread, lot, leaf, hasPanicle, hiddenPx });
  }
}

function paintBlade(layer: Layer, growth: Growth, blade: Blade): void {
  const { x, y, longPx, spread, lot, leaf, hasPanicle, hiddenPx } = blade;
  const steps = Math.max(1, Math.round(longPx * 1.1));
  const side = spread * 95;
  const leafKind = kindOf(leaf);
  const earKind = kindOf(growth.panicle);
  const tone = 0.78 + 0.38 * lot;
  const darkFoot = 0.62 * growth.closure;
  const droop = 0.2 + 0.5 * growth.droop;
  for (let step = 0; step <= steps; step += 1) {
    const t = step / steps;
    const isEar = hasPanicle && t > stem;
    const over = isEar ? (t - stem) / (1 - stem) : 0;
    const bx = x + spread * longPx * 0.42 * t * t + Math.sign(spread) * over * longPx * 0.1 * growth.droop;
    const by = y - longPx * (t - Math.abs(spread) * 0.22 * t * t) + over * over * longPx * 0.16 * droop;
    if (y - by < hiddenPx) continue;
    const shade = tone * (1 - darkFoot * (1 - t) * (1 - t)) * (0.9 + 0.16 * t);
    const grained = isEar && (step & 1) === 0 ? 0.86 : 1;
    const color = isEar ? growth.panicle : leaf;
    const kind = isEar ? earKind : leafKind;
    paint(layer, bx, by, color, shade * grained, side, kind);
    const isWide = isEar ? longPx > 18 : longPx > 46 && t < 0.75;
    if (isWide) paint(layer, bx + 1, by, color, shade * 0.86, side, kind);
  }
}

function kindOf([red, green]: Rgb): number {
  return green > red * 1.02 ? greenPlant : ripePlant;
}
