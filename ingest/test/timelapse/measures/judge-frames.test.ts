import { traitsOf, type RgbPicture } from '@fieldlapse/imaging';
import { expect, it } from 'vitest';
import { frameJudge } from '../../../src/timelapse/measures/judge-frames.ts';
import { dayMs, noise } from '../light/pictures.ts';

const [width, height] = [640, 360];

/** Pebbles of so many px, red ones beside green ones, with the noise of the moment. */
function pebbles(sizePx: number, moment: number): RgbPicture {
  const stones = Float64Array.from({ length: 4096 }, noise(5));
  const random = noise(moment + 1);
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [Math.floor((at % width) / sizePx), Math.floor(at / width / sizePx)];
    const light = 70 + 90 * stones[(x * 73 + y * 1031) & 4095]! + 4 * random();
    pixels.set(
      at % width > width / 2 ? [light, light * 0.8, light * 0.6] : [light * 0.8, light * 1.15, light * 0.5],
      3 * at,
    );
  }
  return { width, height, pixels };
}

it('forgets after a week what a view used to look like: a field that stays changed is as good as any', () => {
  const judge = frameJudge();
  const day = (at: number, sizePx: number) => judge(at * dayMs, traitsOf(pebbles(sizePx, at))).flags;
  for (let at = 0; at < 5; at += 1) expect(day(at, 1)).toEqual([]);
  const flagged = Array.from({ length: 9 }, (_, index) => day(5 + index, 2).includes('blurred'));
  // On the tenth day two frames of the old look are left, too few to tell what is usual.
  expect(flagged).toEqual([true, true, true, true, false, false, false, false, false]);
});
