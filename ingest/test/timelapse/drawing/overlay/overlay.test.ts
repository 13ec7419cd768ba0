import type { LocalDay } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import {
  openOverlay,
  type Curve,
  type FrameOverlay,
  type Layer,
} from '../../../../src/timelapse/drawing/overlay/index.ts';

const day = 24 * 3_600_000;
const from = Date.UTC(2026, 8, 1);
const points = Array.from({ length: 91 }, (_, index) => ({ t: from + index * day, value: Math.sin(index / 9) * 10 }));
const curve: Curve = { label: 'Mực nước', unit: 'cm', points, from, to: from + 90 * day };
const frame: FrameOverlay = {
  date: '2026-11-24' as LocalDay,
  daysAfterSowing: 34,
  stage: { bbch: 25, name: 'Đẻ nhánh' },
  at: from + 45 * day,
};
const hd = { width: 1280, height: 720, language: 'vi' } as const;

/** Columns that have a pixel as bright as text is, where the strip is laid over black. */
function brightColumns({ rgba, width, height }: Layer, top = 0, bottom = height): number[] {
  const columns = new Set<number>();
  for (let pixel = top * width; pixel < bottom * width; pixel += 1) {
    if ((rgba[pixel * 4 + 1]! * rgba[pixel * 4 + 3]!) / 255 > 200) columns.add(pixel % width);
  }
  return [...columns].sort((a, b) => a - b);
}

async function drawn(content: FrameOverlay, options: Partial<Parameters<typeof openOverlay>[0]> = {}): Promise<Layer> {
  const layer = await (await openOverlay({ ...hd, ...options })).draw(content);
  return { ...layer, rgba: Buffer.from(layer.rgba) };
}

describe('openOverlay', () => {
  it.each([
    [1280, 720],
    [320, 180],
    [360, 640],
    [1920, 1080],
  ])(
    'lies at the bottom of a film of %d × %d on even pixels and leaves most of the picture free',
    async (width, height) => {
      const { place } = await openOverlay({ width, height, language: 'vi', curve });
      expect(Object.values(place).every((side) => side % 2 === 0)).toBe(true);
      expect([place.left, place.left + place.width, place.top + place.height]).toEqual([0, width, height]);
      expect(place.height).toBeLessThanOrEqual(height / 3);
    },
  );

  it('fades in from nothing, so that no edge crosses the picture', async () => {
    const { rgba, width, height } = await drawn({});
    const alphas = Array.from({ length: height }, (_, row) => rgba[row * width * 4 + 3]!);
    expect(alphas[0]).toBeLessThan(6);
    expect(alphas.at(-1)).toBeGreaterThan(180);
    expect(alphas).toEqual(alphas.toSorted((a, b) => a - b));
    expect(brightColumns({ rgba, width, height })).toEqual([]);
  });

  it('shows text on the left and the curve on the right', async () => {
    const columns = brightColumns(await drawn(frame, { curve }));
    expect(columns[0]).toBeLessThan(60);
    expect(columns.at(-1)).toBeGreaterThan(1200);
    const withoutCurve = brightColumns(await drawn(frame));
    expect(withoutCurve.at(-1)).toBeLessThan(640);
  });

  it('shows only what it was asked for', async () => {
    const parts: FrameOverlay[] = [
      { date: frame.date },
      { daysAfterSowing: 34 },
      { stage: frame.stage },
      { daysAfterSowing: 34, stage: frame.stage },
      frame,
    ];
    const strips = await Promise.all(parts.map((part) => drawn(part)));
    expect(new Set(strips.map(({ rgba }) => rgba.toString('base64'))).size).toBe(parts.length);
    for (const strip of strips) expect(brightColumns(strip).length).toBeGreaterThan(40);
  });

  it('speaks the language of the order', async () => {
    const [vi, en] = [await drawn(frame), await drawn(frame, { language: 'en' })];
    expect(en.rgba.equals(vi.rgba)).toBe(false);
  });

  it('is crisp at 720p: stems of letters go from dark to white within two pixels', async () => {
    const { rgba, width, height } = await drawn({ daysAfterSowing: 34 });
    let steepest = 0;
    for (let pixel = 0; pixel < width * height - 2; pixel += 1) {
      const lit = (at: number) => (rgba[at * 4 + 1]! * rgba[at * 4 + 3]!) / 255;
      steepest = Math.max(steepest, Math.abs(lit(pixel) - lit(pixel + 2)));
    }
    expect(steepest).toBeGreaterThan(230);
  });

  it('moves the cursor with the time of the frame, and no text with it', async () => {
    const overlay = await openOverlay({ ...hd, curve });
    const cursorColumns: number[] = [];
    const { place } = overlay;
    for (const days of [0, 30, 60, 90]) {
      const { rgba } = await overlay.draw({ at: from + days * day });
      // The last rows of the cursor reach below the curve.
      const row = place.height - 22;
      const columns = Array.from({ length: place.width }, (_, x) => x);
      cursorColumns.push(
        columns.find(
          (x) => rgba[(row * place.width + x) * 4] === 255 && rgba[(row * place.width + x) * 4 + 3] === 255,
        ) ?? -1,
      );
    }
    expect(cursorColumns).toEqual(cursorColumns.toSorted((a, b) => a - b));
    const steps = cursorColumns.slice(1).map((x, index) => x - cursorColumns[index]!);
    expect(Math.min(...steps)).toBeGreaterThan(100);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
  });

  it('draws a frame the same whatever was drawn before it', async () => {
    const overlay = await openOverlay({ ...hd, curve });
    for (let index = 0; index < 90; index += 1) {
      await overlay.draw({ ...frame, daysAfterSowing: index, at: from + index * day });
    }
    const late = Buffer.from((await overlay.draw(frame)).rgba);
    expect(late.equals((await drawn(frame, { curve })).rgba)).toBe(true);
  });

  it('lets long stages go where there is no room for them instead of writing over the curve', async () => {
    const narrow = { width: 320, height: 180, curve } as const;
    const long = { ...frame, stage: { bbch: 31, name: 'Tượng đòng, vươn lóng' } };
    const { place } = await openOverlay({ ...hd, ...narrow });
    const columns = brightColumns(await drawn(long, narrow), place.height - 16);
    const [gap] = columns.filter((x, index) => (columns[index + 1] ?? x) - x > 6);
    expect(gap).toBeLessThan(200);
  });
});
