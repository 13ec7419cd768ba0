import type { RgbPicture } from './decode.ts';

/** Rows of a profile. */
export const profileRows = 64;

/**
 * Mean colour of the region of interest from its top to its bottom: {@link profileRows} rows of RGB, 8 bits each. `mask` has
 * a byte for each pixel, 0 outside the region; without one, or where it is all 0, the region is the whole picture. Rows
 * that the region leaves out are interpolated between their neighbours.
 */
export function profileOf(picture: RgbPicture, mask?: Uint8Array): Uint8Array {
  const sums = rowSums(picture, mask);
  const top = sums.findIndex(({ count }) => count > 0);
  if (top < 0) return profileOf(picture);
  const height = sums.findLastIndex(({ count }) => count > 0) + 1 - top;
  const profile = new Float64Array(profileRows * 3);
  const seen: number[] = [];
  for (let row = 0; row < profileRows; row += 1) {
    const from = top + Math.floor((row * height) / profileRows);
    const to = Math.max(from + 1, top + Math.floor(((row + 1) * height) / profileRows));
    const total = sums.slice(from, to).reduce(add, nothing);
    if (total.count === 0) continue;
    seen.push(row);
    profile.set([total.red / total.count, total.green / total.count, total.blue / total.count], row * 3);
  }
  interpolate(profile, seen);
  return Uint8Array.from(profile, Math.round);
}

interface Sum {
  readonly count: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

const nothing: Sum = { count: 0, red: 0, green: 0, blue: 0 };

const add = (a: Sum, b: Sum): Sum => ({
  count: a.count + b.count,
  red: a.red + b.red,
  green: a.green + b.green,
  blue: a.blue + b.blue,
});

function rowSums({ width, height, pixels }: RgbPicture, mask: Uint8Array | undefined): Sum[] {
  return Array.from({ length: height }, (_, row) => {
    let [count, red, green, blue] = [0, 0, 0, 0];
    for (let pixel = row * width; pixel < (row + 1) * width; pixel += 1) {
      if (mask && mask[pixel] === 0) continue;
      count += 1;
      red += pixels[pixel * 3]!;
      green += pixels[pixel * 3 + 1]!;
      blue += pixels[pixel * 3 + 2]!;
    }
    return { count, red, green, blue };
  });
}

/** Fills the rows between those seen; `seen` is not empty and begins with the first row and ends with one near the last. */
function interpolate(profile: Float64Array, seen: readonly number[]): void {
  for (const [index, row] of seen.entries()) {
    const next = seen[index + 1] ?? profileRows;
    for (let between = row + 1; between < next; between += 1) {
      // Past the last row seen there is nothing to go towards.
      const share = next < profileRows ? (between - row) / (next - row) : 0;
      for (let channel = 0; channel < 3; channel += 1) {
        const [a, b] = [profile[row * 3 + channel]!, profile[next * 3 + channel] ?? 0];
        profile[between * 3 + channel] = a + (share === 0 ? 0 : (b - a) * share);
      }
    }
  }
}
