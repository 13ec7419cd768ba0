import type { LocalDay } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { gapCard } from '../../../src/timelapse/drawing/gap-card.ts';
import { hatchColours, paintHatch } from '../../../src/timelapse/drawing/hatch.ts';

const day = (text: string) => text as LocalDay;
const nine = { from: day('2026-03-12'), to: day('2026-03-20'), days: 9, reason: 'missing' } as const;

/** Mean and standard deviation of the green of a rectangle. */
function shades(
  { pixels, width }: { pixels: Uint8Array; width: number },
  area: { left: number; top: number; width: number; height: number },
): { mean: number; deviation: number; max: number } {
  const values: number[] = [];
  for (let y = area.top; y < area.top + area.height; y += 1) {
    for (let x = area.left; x < area.left + area.width; x += 1) values.push(pixels[(y * width + x) * 3 + 1]!);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), max: values.reduce((most, value) => Math.max(most, value), 0) };
}

describe('gapCard', () => {
  it.each([
    [1280, 720],
    [320, 180],
    [360, 640],
    [640, 480],
  ])('is dark and hatched to its corners with bright text in the middle at %d × %d', async (width, height) => {
    const card = await gapCard({ ...nine, width, height });
    expect(card.pixels.length).toBe(width * height * 3);
    const [cornerWidth, cornerHeight] = [Math.floor(width / 6), Math.floor(height / 6)];
    for (const [left, top] of [
      [0, 0],
      [width - cornerWidth, height - cornerHeight],
    ] as const) {
      const corner = shades(card, { left, top, width: cornerWidth, height: cornerHeight });
      expect(corner.mean).toBeLessThan(60);
      expect(corner.deviation).toBeGreaterThan(10);
    }
    const middle = { left: width >> 2, top: height >> 2, width: width >> 1, height: height >> 1 };
    expect(shades(card, middle).max).toBeGreaterThan(235);
  });

  it('says how many days, which, and why: another card for each', async () => {
    const size = { width: 320, height: 180 };
    const cards = await Promise.all([
      gapCard({ ...nine, ...size }),
      gapCard({ ...nine, ...size, days: 8 }),
      gapCard({ ...nine, ...size, to: day('2026-03-21') }),
      gapCard({ ...nine, ...size, reason: 'thinned' }),
    ]);
    expect(new Set(cards.map(({ pixels }) => pixels.toString('base64'))).size).toBe(4);
  });

  it('is the same bytes every time', async () => {
    const [once, again] = [
      await gapCard({ ...nine, width: 640, height: 360 }),
      await gapCard({ ...nine, width: 640, height: 360 }),
    ];
    expect(again.pixels.equals(once.pixels)).toBe(true);
  });
});

describe('paintHatch', () => {
  it('stays within its rectangle and goes on across rectangles that touch', () => {
    const whole = { width: 60, pixels: new Uint8Array(60 * 40 * 3).fill(255) };
    const halves = { width: 60, pixels: new Uint8Array(60 * 40 * 3).fill(255) };
    paintHatch(whole, { left: 10, top: 5, width: 40, height: 30 }, 12);
    paintHatch(halves, { left: 10, top: 5, width: 17, height: 30 }, 12);
    paintHatch(halves, { left: 27, top: 5, width: 23, height: 30 }, 12);
    expect(halves.pixels).toEqual(whole.pixels);
    expect(shades(whole, { left: 10, top: 5, width: 40, height: 30 }).max).toBe(hatchColours.line[1]);
    expect(whole.pixels.filter((value) => value === 255)).toHaveLength((60 * 40 - 40 * 30) * 3);
  });
});
