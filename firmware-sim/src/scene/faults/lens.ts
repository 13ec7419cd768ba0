import { unit } from '../../weather/noise.ts';
import { smoothStep } from '../../weather/weather.ts';
import { blur } from '../exposure/blur.ts';

/** A developed picture, 3 bytes per pixel. */
export interface Picture {
  readonly rgb: Uint8ClampedArray;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface Blob {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Height over width. */
  readonly tall: number;
  readonly lot: number;
}

const backgroundSigma = 0.006;

/** Drops on the glass: each a small wide-angle lens that shows the scene upside down and soft. */
export function paintDrops(picture: Picture, seed: number, count: number): void {
  const { rgb, widthPx, heightPx } = picture;
  const soft = blur(rgb.slice(), widthPx, heightPx, backgroundSigma * widthPx);
  for (const blob of blobs(picture, seed, count, 0.04, 0.15)) {
    eachPixel(picture, blob, 1, (at, u, v, distance) => {
      const cover = 1 - smoothStep(0.86, 1, distance);
      // A drop bends light most at its rim.
      const bend = -2.6 - 2.4 * distance * distance;
      const fx = clampTo(blob.x + u * blob.radius * bend, widthPx - 1);
      const fy = clampTo(blob.y + v * blob.radius * bend, heightPx - 1);
      const from = ((fy | 0) * widthPx + (fx | 0)) * 3;
      const rim = 1 - 0.5 * smoothStep(0.7, 1, distance) * (0.5 - 0.5 * v);
      const shine = 60 * Math.exp(-((u + 0.35) ** 2 + (v + 0.45) ** 2) * 28);
      for (let c = 0; c < 3; c += 1) {
        rgb[at + c] = rgb[at + c]! + (soft[from + c]! * rim + 8 + shine - rgb[at + c]!) * cover;
      }
    });
  }
}

const mud = [84, 66, 44] as const;

/** Dried splashes: far out of focus, they take light away and scatter a little of it. */
export function paintDirt(picture: Picture, seed: number, count: number): void {
  const { rgb } = picture;
  for (const blob of blobs(picture, seed, count, 0.02, 0.15)) {
    const most = 0.35 + 0.5 * blob.lot;
    eachPixel(picture, blob, 1.25, (at, u, v, distance) => {
      const ragged = distance + 0.12 * Math.sin(Math.atan2(v, u) * 3 + blob.lot * 20) * distance;
      const cover = most * (1 - smoothStep(0.35, 1.1, ragged));
      for (let c = 0; c < 3; c += 1) rgb[at + c] = rgb[at + c]! + (mud[c]! - rgb[at + c]!) * cover;
    });
  }
}

/** Places that depend on the seed alone; small ones are more common; radii as shares of the height. */
function blobs({ widthPx, heightPx }: Picture, seed: number, count: number, least: number, most: number): Blob[] {
  return Array.from({ length: count }, (_, index) => ({
    x: unit(seed, index, 1) * widthPx,
    y: unit(seed, index, 2) * heightPx,
    radius: (least + (most - least) * unit(seed, index, 3) ** 2) * heightPx,
    tall: 1 + 0.35 * unit(seed, index, 4),
    lot: unit(seed, index, 5),
  }));
}

/** Calls for every pixel of the blob with its place in `rgb` and its offset in radii. */
function eachPixel(
  { widthPx, heightPx }: Picture,
  { x, y, radius, tall }: Blob,
  reach: number,
  draw: (at: number, u: number, v: number, distance: number) => void,
): void {
  const bottom = Math.min(heightPx - 1, y + radius * tall * reach);
  const right = Math.min(widthPx - 1, x + radius * reach);
  for (let py = Math.max(0, Math.ceil(y - radius * tall * reach)); py <= bottom; py += 1) {
    const v = (py - y) / (radius * tall);
    for (let px = Math.max(0, Math.ceil(x - radius * reach)); px <= right; px += 1) {
      const u = (px - x) / radius;
      const distance = Math.hypot(u, v);
      if (distance < reach) draw((py * widthPx + px) * 3, u, v, distance);
    }
  }
}

function clampTo(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
