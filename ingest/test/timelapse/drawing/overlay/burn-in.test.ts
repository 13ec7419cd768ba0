import { Readable } from 'node:stream';
import { findFfmpeg, runFfmpeg } from '@fieldlapse/ffmpeg';
import { expect, it } from 'vitest';
import { burnIn, type Layer } from '../../../../src/timelapse/drawing/overlay/index.ts';

const [width, height] = [64, 48];
const grey = Buffer.alloc((width * height * 3) / 2, 128).fill(60, 0, width * height);
const place = { left: 16, top: 24, width: 32, height: 16 };
const layerOf = (red: number, green: number, blue: number, alpha: number): Layer => ({
  width: place.width,
  height: place.height,
  rgba: Buffer.from(Array.from({ length: place.width * place.height }, () => [red, green, blue, alpha]).flat()),
});

/** The colour that ffmpeg sees in the middle of the strip. */
async function seen(frame: Buffer): Promise<number[]> {
  const rgb = await runFfmpeg({
    ffmpeg: await findFfmpeg(),
    args: [
      ...['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`, '-i', 'pipe:0'],
      ...['-vf', 'scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=neighbor', '-pix_fmt', 'rgb24'],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    input: Readable.from([frame]),
    timeLimitMs: 20_000,
  });
  return [...rgb.subarray((32 * width + 32) * 3, (32 * width + 32) * 3 + 3)];
}

it.each([
  [255, 255, 255],
  [255, 209, 102],
  [20, 160, 40],
  [0, 0, 0],
])('an opaque colour %d %d %d is what a player shows', async (...colour) => {
  const shown = await seen(burnIn(grey, width, height, layerOf(...colour, 255), place));
  for (const [channel, value] of colour.entries()) expect(Math.abs(shown[channel]! - value)).toBeLessThanOrEqual(4);
});

it('mixes what is half transparent, and leaves the frame itself and all around the strip alone', async () => {
  const before = Buffer.from(grey);
  const burnt = burnIn(grey, width, height, layerOf(255, 255, 255, 128), place);
  expect(grey.equals(before)).toBe(true);
  expect(burnt[32 * width + 32]).toBe(148);
  let changed = 0;
  for (let at = 0; at < width * height; at += 1) if (burnt[at] !== grey[at]) changed += 1;
  expect(changed).toBe(place.width * place.height);
  expect(burnIn(grey, width, height, layerOf(255, 0, 0, 0), place).equals(grey)).toBe(true);
});
