import type { RgbPicture } from '../../src/decode.ts';

/** Numbers 0–1 that are the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A pixel's RGB from its RGB and place. */
export type Change = (rgb: readonly [number, number, number], x: number, y: number) => readonly number[];

export function changed(picture: RgbPicture, change: Change): RgbPicture {
  const { width, height, pixels } = picture;
  const out = Buffer.alloc(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const pixel = at / 3;
    const rgb = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!] as const;
    const after = change(rgb, pixel % width, Math.floor(pixel / width));
    for (let channel = 0; channel < 3; channel += 1) {
      out[at + channel] = Math.max(0, Math.min(255, Math.round(after[channel]!)));
    }
  }
  return { width, height, pixels: out };
}

/** Rows of leaves on soil, brighter to one side, with the sensor's noise of the moment. */
export function leaves(moment: number, width = 640, height = 360): RgbPicture {
  const grain = Float64Array.from({ length: 4096 }, randomFrom(7));
  const noise = randomFrom(moment + 1);
  const grainAt = (x: number, y: number, size: number): number =>
    grain[(Math.floor(x / size) * 73 + Math.floor(y / size) * 1031) & 4095]! - 0.5;
  const blank = { width, height, pixels: Buffer.alloc(width * height * 3) };
  return changed(blank, (_, x, y) => {
    const detail = 30 * grainAt(x, y, 2) + 30 * grainAt(x, y, 5) + 40 * grainAt(x, y, 23);
    const light = 90 + (30 * x) / width + detail + 6 * (noise() - 0.5);
    const isLeaf = grainAt(x, y, 23) > 0;
    return isLeaf ? [light * 0.8, light * 1.15, light * 0.5] : [light, light * 0.8, light * 0.6];
  });
}

/** Mean of a square of (2·radius + 1)² pixels, as a lens out of focus gives, where `within` holds. */
export function defocused(
  picture: RgbPicture,
  radius: number,
  within: (x: number, y: number) => boolean = () => true,
): RgbPicture {
  const { width, height, pixels } = picture;
  return changed(picture, (rgb, x, y) => {
    if (!within(x, y)) return rgb;
    const sum = [0, 0, 0];
    let count = 0;
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) {
        const at = (Math.min(height - 1, Math.max(0, y + dy)) * width + Math.min(width - 1, Math.max(0, x + dx))) * 3;
        for (let channel = 0; channel < 3; channel += 1) sum[channel]! += pixels[at + channel]!;
        count += 1;
      }
    }
    return sum.map((value) => value / count);
  });
}

/** Drawn out downwards and pressed together sideways: softer from row to row and rougher along the rows. */
export function drawnOut(picture: RgbPicture, down: number, sideways: number): RgbPicture {
  const { width, height, pixels } = picture;
  const valueAt = (x: number, y: number, channel: number): number =>
    pixels[3 * (Math.min(height - 1, y) * width + Math.min(width - 1, x)) + channel]!;
  return changed(picture, (rgb, x, y) => {
    const above = Math.floor(y / down);
    const share = y / down - above;
    const from = Math.floor(x * sideways) % width;
    return rgb.map((_, channel) => valueAt(from, above, channel) * (1 - share) + valueAt(from, above + 1, channel) * share); // prettier-ignore
  });
}

/** A camera that moves sideways by so many px while it takes the picture. */
export function shaken(picture: RgbPicture, px: number): RgbPicture {
  const { width, pixels } = picture;
  return changed(picture, (rgb, x, y) =>
    rgb.map((_, channel) => {
      let sum = 0;
      for (let step = 0; step < px; step += 1)
        sum += pixels[3 * (y * width + Math.min(width - 1, x + step)) + channel]!;
      return sum / px;
    }),
  );
}

/** Noise of a sensor, so that no degraded picture is cleaner than a camera's. */
export function noisy(picture: RgbPicture, seed: number): RgbPicture {
  const random = randomFrom(seed + 1000);
  return changed(picture, (rgb) => rgb.map((value) => value + 4 * (random() - 0.5)));
}
