import { warpPicture, type Pose, type RgbPicture } from '../../src/index.ts';
import { invertPose } from '../../src/view/pose.ts';

/** Numbers in 0–1, the same for a seed (mulberry32). */
export function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A yard: ground of soft shades with boxes of all sizes, as walls, poles and roofs stand about a field. */
export function yard(width: number, height: number, seed: number, boxes = 220): RgbPicture {
  const random = drawer(seed);
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = 110 + random() * 6;
  for (let box = 0; box < boxes; box += 1) {
    const [left, top] = [Math.floor(random() * width), Math.floor(random() * height)];
    const [wide, high] = [4 + Math.floor((random() * width) / 16), 4 + Math.floor((random() * height) / 10)];
    const shade = 30 + random() * 190;
    for (let y = top; y < Math.min(height, top + high); y += 1) {
      for (let x = left; x < Math.min(width, left + wide); x += 1) {
        const at = (y * width + x) * 3;
        pixels.fill(shade + random() * 6, at, at + 3);
      }
    }
  }
  return { width, height, pixels };
}

/** What a camera of that pose sees where the reference's camera sees `picture`. */
export const seenFrom = (picture: RgbPicture, pose: Pose): RgbPicture => warpPicture(picture, invertPose(pose));

/** Another light: gain and offset of all digital numbers. */
export function relit(picture: RgbPicture, gain: number, offset: number): RgbPicture {
  const pixels = Buffer.from(picture.pixels.map((value) => Math.max(0, Math.min(255, value * gain + offset))));
  return { ...picture, pixels };
}
