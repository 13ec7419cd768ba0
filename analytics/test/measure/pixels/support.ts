import type { RgbPicture } from '@fieldlapse/imaging';

export type Rgb = readonly [number, number, number];

/** A picture whose pixels are made one by one. */
export function drawn(width: number, height: number, colour: (x: number, y: number) => Rgb): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) pixels.set(colour(at % width, Math.floor(at / width)), at * 3);
  return { width, height, pixels };
}

/** `share` of one colour and the rest of the other, as a pixel sees both. */
export function mixture(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (channel: 0 | 1 | 2): number => Math.round(one[channel] * share + other[channel] * (1 - share));
  return [part(0), part(1), part(2)];
}

/** Even numbers from 0 to 1 that always come in the same order. */
export const lot = (x: number, y: number): number => (((x * 73 + y * 151) % 257) + 0.5) / 257;

export const leaf: Rgb = [70, 130, 45];
export const soil: Rgb = [120, 98, 74];
export const straw: Rgb = [200, 168, 90];
