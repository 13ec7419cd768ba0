import { blur, type Plane } from './blur.ts';
import type { SizedPlanes } from './planes.ts';

/** A place of a picture where an object could be, with what is seen there. */
export interface Candidate {
  readonly x: number;
  readonly y: number;
  /** {@link shapeTraits} numbers that night pictures have too. */
  readonly shape: Float64Array;
  /** {@link colourTraits} numbers more. */
  readonly colour: Float64Array;
}

/** How many numbers describe a candidate. */
export const shapeTraits = 8;
export const colourTraits = 6;

/**
 * Every place that is smoother, warmer or lighter than what is around it, at the scale of the radius, inside of `mask`
 * (one byte a pixel, 0 outside); some hundred in a picture.
 */
export function candidatesOf(planes: SizedPlanes, mask: Uint8Array | undefined): Candidate[] {
  const { width, height, radiusPx, texture, warm, light } = planes;
  const smooth = blur(texture, 0.35 * radiusPx);
  const maps = [
    { ...smooth, values: smooth.values.map((value) => -value) },
    ...[warm, light].map((plane) => blur(plane, 0.4 * radiusPx)),
  ];
  const taken = new Uint8Array(width * height);
  const margin = Math.max(1, Math.round(0.6 * radiusPx));
  const candidates: Candidate[] = [];
  for (const { values } of maps) {
    for (let y = margin; y < height - margin; y += 1) {
      for (let x = margin, at = y * width + margin; x < width - margin; x += 1, at += 1) {
        if (mask?.[at] === 0 || taken[at] || !isPeak(values, at, width)) continue;
        taken[at] = 1;
        candidates.push(describe(planes, x, y));
      }
    }
  }
  return candidates;
}

function isPeak(values: Float32Array, at: number, width: number): boolean {
  const value = values[at]!;
  // Of a level top one pixel counts: ties are broken by the order of the pixels.
  for (const step of [1, width - 1, width, width + 1]) {
    if (value < values[at - step]! || value <= values[at + step]!) return false;
  }
  return true;
}

/** Places around the middle of a disc, in radii, in the order of 24 directions. */
interface Ring {
  readonly dx: Float64Array;
  readonly dy: Float64Array;
}

const ways = 24;

function ringOf(radii: readonly number[], rise = 0): Ring {
  const places = Array.from({ length: ways }, (_, way) => (way * 2 * Math.PI) / ways).flatMap((angle) =>
    radii.map((radius) => [Math.cos(angle) * radius, Math.sin(angle) * radius + rise] as const),
  );
  return { dx: Float64Array.from(places, ([dx]) => dx), dy: Float64Array.from(places, ([, dy]) => dy) };
}

const inside = ringOf([0.15, 0.35, 0.5, 0.65]);
const outside = ringOf([1.35, 1.55]);
const edge = ringOf([0.85, 1, 1.15]);
const top = ringOf([0.25], -0.35);
const bottom = ringOf([0.25], 0.35);
const middle = ringOf([0.4, 0.65]);
/** Steps across the rim: from just inside of each radius to just outside of it. */
const rimIn = ringOf([0.8 - 0.12, 0.95 - 0.12, 1.1 - 0.12]);
const rimOut = ringOf([0.8 + 0.12, 0.95 + 0.12, 1.1 + 0.12]);
const rimSteps = 3;
const sectors = 8;

/** Looks at a disc: its inside, its rim and what is around it, in units of the radius. */
function describe(planes: SizedPlanes, x: number, y: number): Candidate {
  const { light, texture, warm, red, radiusPx } = planes;
  const mean = (plane: Plane, ring: Ring): number => meanOf(valuesOf(plane, ring, x, y, radiusPx));
  const rim = (plane: Plane): Float64Array =>
    rimOf(valuesOf(plane, rimIn, x, y, radiusPx), valuesOf(plane, rimOut, x, y, radiusPx));
  const poorest = (plane: Plane): number => poorestSector(valuesOf(plane, middle, x, y, radiusPx));
  const [lightInside, textureInside, warmInside] = [mean(light, inside), mean(texture, inside), mean(warm, inside)];
  const lightRim = rim(light);
  return {
    ...{ x, y },
    shape: Float64Array.of(
      ...[lightInside, lightInside - mean(light, outside), textureInside],
      ...[mean(texture, edge) - textureInside, mean(texture, outside) - textureInside],
      ...[lightRim[ways / 2]!, lightRim[4]!, mean(light, top) - mean(light, bottom)],
    ),
    colour: Float64Array.of(
      ...[warmInside, warmInside - mean(warm, outside), poorest(warm)],
      ...[mean(red, inside), rim(warm)[ways / 2]!, poorest(red)],
    ),
  };
}

/** The nearest pixels of a ring's places; the edge's pixels go on outside of the picture. */
function valuesOf(
  { width, height, values }: Plane,
  { dx, dy }: Ring,
  x: number,
  y: number,
  radius: number,
): Float64Array {
  const seen = new Float64Array(dx.length);
  for (let at = 0; at < seen.length; at += 1) {
    const column = Math.max(0, Math.min(width - 1, Math.round(x + dx[at]! * radius)));
    const row = Math.max(0, Math.min(height - 1, Math.round(y + dy[at]! * radius)));
    seen[at] = values[row * width + column]!;
  }
  return seen;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at]!;
  return sum / values.length;
}

/** The largest step across the rim in each direction, ascending. */
function rimOf(before: Float64Array, after: Float64Array): Float64Array {
  const steps = new Float64Array(ways);
  for (let at = 0; at < before.length; at += 1) {
    const way = Math.floor(at / rimSteps);
    steps[way] = Math.max(steps[way]!, Math.abs(after[at]! - before[at]!));
  }
  return steps.sort();
}

/** The least mean of eight sectors: an object fills its disc. */
function poorestSector(values: Float64Array): number {
  const each = values.length / sectors;
  let least = Infinity;
  for (let sector = 0; sector < sectors; sector += 1) {
    least = Math.min(least, meanOf(values.subarray(sector * each, (sector + 1) * each)));
  }
  return least;
}
