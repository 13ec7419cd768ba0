import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayWindows, type FrameValue } from '../../../src/growth/windows/day-windows.ts';

const zone = 'Asia/Ho_Chi_Minh';
const hourMs = 3_600_000;
/** UTC ms of an hour of a day of 2026 in Việt Nam; day 1 is 1 January. */
const at = (dayOfYear: number, hour: number) => Date.UTC(2026, 0, dayOfYear, hour - 7);

describe('the windows of days', () => {
  it('are local days with count, mean and interpolated percentiles', () => {
    const values = [0.9, 0.1, 0.4, 0.2, 0.3];
    const frames = values.map((value, index) => ({ observedAt: at(1, index * 5.9), value }));
    expect(dayWindows(frames, zone, 1)).toEqual([
      { day: '2026-01-01', count: 5, mean: expect.closeTo(0.38, 12), p50: 0.3, p75: 0.4, p90: expect.closeTo(0.7, 12) },
    ]);
  });

  it('leave out what is missing: no frame is no window, and never a zero', () => {
    const frames = [
      { observedAt: at(1, 12), value: 0 },
      { observedAt: at(3, 12), value: 0.5 },
      { observedAt: at(2, 12), value: Number.NaN },
    ];
    expect(dayWindows(frames, zone, 1).map(({ day, count, mean }) => [day, count, mean])).toEqual([
      ['2026-01-01', 1, 0],
      ['2026-01-03', 1, 0.5],
    ]);
  });

  it('of three days are centred on day 2, 5, 8 … of every year and do not reach into the next', () => {
    const frames = [1, 3, 4, 364, 365, 366].map((day) => ({ observedAt: at(day, 10), value: day }));
    expect(dayWindows(frames, zone, 3).map(({ day, count }) => [day, count])).toEqual([
      ['2026-01-02', 2],
      ['2026-01-05', 1],
      ['2026-12-31', 2],
      ['2027-01-02', 1],
    ]);
  });

  it('of the past never change when later frames come, whatever the order of the frames', () => {
    const frame = fc.record({
      observedAt: fc.integer({ min: at(1, 0), max: at(40, 0) }),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(frame), fc.constantFrom(1 as const, 3 as const), (frames, length) => {
        const whole = dayWindows(frames.toReversed(), zone, length);
        const before = frames.filter(({ observedAt }) => observedAt < at(19, 0));
        expect(dayWindows(before, zone, length)).toEqual(whole.filter(({ day }) => day < '2026-01-19'));
      }),
    );
  });
});

const harvard = join(import.meta.dirname, '../../../../../shared/data/images/phenocam-harvard');
if (!existsSync(harvard)) console.warn('skipped: the PhenoCam series is not beside this repository');

/** Rows of a published summary by the names of their columns. */
function published(days: 1 | 3): Record<string, string>[] {
  const lines = readFileSync(join(harvard, `harvard_DB_0001_${days}day.csv`), 'utf8').split('\n');
  const [head = [], ...rows] = lines.filter((line) => /^[^#]/.test(line)).map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

describe.skipIf(!existsSync(harvard))('the windows that PhenoCam published for Harvard Forest', () => {
  it('of three days follow from those of one day wherever both rest on the same images', () => {
    const daily = published(1);
    const frames = daily.flatMap(({ date = '', image_count, gcc_mean }) =>
      Array.from({ length: Number(image_count) }, (_, index): FrameValue => {
        return { observedAt: Date.parse(`${date}T15:00:00Z`) + index * 0.1 * hourMs, value: Number(gcc_mean) };
      }),
    );
    const ours = new Map(dayWindows(frames, 'Etc/GMT+5', 3).map((window) => [window.day, window]));
    const same = published(3).filter(({ date = '', image_count }) => {
      return Number(image_count) > 0 && ours.get(date)?.count === Number(image_count);
    });
    expect(same).toHaveLength(45);
    for (const { date = '', gcc_mean } of same) {
      expect(Math.abs((ours.get(date)?.mean ?? 0) - Number(gcc_mean))).toBeLessThanOrEqual(1e-5);
    }
  });

  it('have percentiles that interpolate as ours do', () => {
    const three = published(1).filter(({ image_count }) => image_count === '3');
    expect(three.length).toBeGreaterThan(20);
    for (const { date = '', gcc_mean, gcc_50, gcc_75, gcc_90 } of three) {
      // Mean, median and the 75th percentile give the three values of the day.
      const top = 2 * Number(gcc_75) - Number(gcc_50);
      const values = [3 * Number(gcc_mean) - Number(gcc_50) - top, Number(gcc_50), top];
      const frames = values.map((value) => ({ observedAt: Date.parse(`${date}T17:00:00Z`), value }));
      expect(dayWindows(frames, 'Etc/GMT+5', 1)[0]?.p90).toBeCloseTo(Number(gcc_90), 4);
    }
  });
});
