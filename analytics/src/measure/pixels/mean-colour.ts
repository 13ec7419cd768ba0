import { countedFrom, countedTo, type RgbPicture } from '@fieldlapse/imaging';
import type { MeanColour } from './indices.ts';

/** The mean colour of an area; `mask` as of `areaMask`. Undefined where the area has no pixel in the picture. */
export function meanColour(
  { width, height, pixels }: RgbPicture,
  mask: Uint8Array | undefined,
): MeanColour | undefined {
  const end = width * height;
  let [count, red, green, blue] = [0, 0, 0, 0];
  for (let from = countedFrom(mask, 0, end), to; from < end; from = countedFrom(mask, to, end)) {
    to = countedTo(mask, from, Math.min(end, from + longestRun));
    const sums = sumsOf(pixels, from, to);
    count += to - from;
    red += sums.red;
    green += sums.green;
    blue += sums.blue;
  }
  return count === 0 ? undefined : { red: red / count, green: green / count, blue: blue / count };
}

/** So many values add up to a small integer, which are the fast ones. */
const longestRun = 1 << 20;

function sumsOf(rgb: Uint8Array, from: number, to: number): MeanColour {
  let red = 0;
  let green = 0;
  let blue = 0;
  const end = to * 3;
  for (let at = from * 3; at < end; at += 3) {
    red = (red + rgb[at]!) | 0;
    green = (green + rgb[at + 1]!) | 0;
    blue = (blue + rgb[at + 2]!) | 0;
  }
  return { red, green, blue };
}

/** Rec. 601 luma. */
export const lumaOf = ({ red, green, blue }: MeanColour): number => 0.299 * red + 0.587 * green + 0.114 * blue;
