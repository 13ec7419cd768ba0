import type { RgbPicture } from '@fieldlapse/imaging';
import type { MeanColour } from './indices.ts';

/** The mean colour of an area; `mask` as of `areaMask`. Undefined where the area has no pixel in the picture. */
export function meanColour(
  { width, height, pixels }: RgbPicture,
  mask: Uint8Array | undefined,
): MeanColour | undefined {
  let [count, red, green, blue] = [0, 0, 0, 0];
  for (let pixel = 0, at = 0; pixel < width * height; pixel += 1, at += 3) {
    if (mask !== undefined && mask[pixel] === 0) continue;
    count += 1;
    red += pixels[at]!;
    green += pixels[at + 1]!;
    blue += pixels[at + 2]!;
  }
  return count === 0 ? undefined : { red: red / count, green: green / count, blue: blue / count };
}

/** Rec. 601 luma. */
export const lumaOf = ({ red, green, blue }: MeanColour): number => 0.299 * red + 0.587 * green + 0.114 * blue;
