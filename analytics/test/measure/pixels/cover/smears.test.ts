import { expect, it } from 'vitest';
import { coverByIndex } from '../../../../src/index.ts';
import { drawn, leaf, lot, mixture, soil, type Rgb } from '../support.ts';

const [width, height] = [640, 200];
const shade: Rgb = [58, 47, 35];
const mud: Rgb = [84, 66, 44];

/** A closed stand: leaves of all tones, and between them gaps as sharp as they are. */
function stand(x: number, y: number): Rgb {
  const tone = 0.6 + 0.8 * lot(x, y);
  if (lot(y, x * 3) < 0.04) return shade;
  return [leaf[0] * tone, leaf[1] * tone, leaf[2] * tone];
}

/** How much a splash in the middle hides, 0–1: less towards its rim. */
const splash = (x: number, y: number): number => Math.max(0, Math.min(0.9, 2 - Math.hypot(x - 320, y - 100) / 20));

const read = (picture: ReturnType<typeof drawn>, mask?: Uint8Array) =>
  coverByIndex(picture, mask, { threshold: 'mixed' }).plantCover;

it('reads a closed stand behind a splash of mud as it reads the stand', () => {
  const clean = read(drawn(width, height, stand));
  const splashed = drawn(width, height, (x, y) => mixture(mud, stand(x, y), splash(x, y)));
  expect(clean).toBeGreaterThan(0.94);
  expect(clean).toBeLessThan(0.98);
  expect(Math.abs(read(splashed) - clean)).toBeLessThan(0.004);
});

it('keeps a gap that is as sharp as the leaves around it', () => {
  const inGap = (x: number, y: number) => Math.abs(x - 320) < 30 && Math.abs(y - 100) < 30;
  const grainy = (x: number, y: number): Rgb => mixture(soil, shade, lot(x, y));
  const gapped = drawn(width, height, (x, y) => (inGap(x, y) ? grainy(x, y) : stand(x, y)));
  expect(read(drawn(width, height, stand)) - read(gapped)).toBeGreaterThan(0.025);
});

it('takes smooth ground between the plants of an open stand for ground', () => {
  const open = drawn(width, height, (x, y) => (x % 80 < 40 ? mud : stand(x, y)));
  expect(read(open)).toBeGreaterThan(0.46);
  expect(read(open)).toBeLessThan(0.5);
});

it('leaves alone what lies outside the area', () => {
  const mask = Uint8Array.from({ length: width * height }, (_, at) => (at % width < 200 ? 1 : 0));
  const splashed = drawn(width, height, (x, y) => mixture(mud, stand(x, y), splash(x, y)));
  expect(read(splashed, mask)).toBe(read(drawn(width, height, stand), mask));
});
