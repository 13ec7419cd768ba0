import { expect, it } from 'vitest';
import { blurred, excessGreen } from '../../../../src/measure/pixels/cover/excess-green.ts';
import { drawn } from '../support.ts';

const blurredMap = (map: Float32Array, width: number, height: number) =>
  blurred(width, height, (y, row) => row.set(map.subarray(y * width, (y + 1) * width)));

it('gives 2 for pure green, −1 for its absence and 0 for grey and black', () => {
  const colours = [[0, 255, 0], [90, 0, 10], [77, 77, 77], [0, 0, 0]] as const; // prettier-ignore
  const exg = excessGreen(drawn(4, 1, (x) => colours[x]!));
  expect([...exg]).toEqual([2, -1, 0, 0]);
});

it('blurs a dot to a Gaussian of one pixel and loses nothing of it', () => {
  const map = new Float32Array(81);
  map[40] = 1;
  const spread = blurredMap(map, 9, 9);
  expect(spread.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  expect(spread[41]! / spread[40]!).toBeCloseTo(Math.exp(-0.5), 3);
  expect(spread[31]).toBeCloseTo(spread[41]!, 6);
});

it('keeps an even map even up to its edges', () => {
  for (const value of blurredMap(new Float32Array(12).fill(0.3), 4, 3)) expect(value).toBeCloseTo(0.3, 5);
});

it('blurs rows as it blurs columns, in pictures of any shape', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [3, 7],
    [9, 2],
  ] as const) {
    const map = Float32Array.from({ length: width * height }, (_, at) => ((at * 37) % 11) / 11);
    const turned = map.map((_, at) => map[(at % height) * width + Math.floor(at / height)]!);
    const spread = blurredMap(map, width, height).slice();
    const across = blurredMap(turned, height, width);
    for (let at = 0; at < map.length; at += 1) {
      expect(across[(at % width) * height + Math.floor(at / width)]).toBeCloseTo(spread[at]!, 6);
    }
  }
});
