import fc from 'fast-check';
import { localDayOf } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { chooseThinned, type Thinnable } from '../../../src/spool/frames/thinning.ts';

const zone = 'Asia/Ho_Chi_Minh';
const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

function frame(t: number, fields: Partial<Thinnable> = {}): Thinnable {
  return { f: String(t), camera: 'field', t, bytes: 4096, alert: false, ...fields };
}

const seasons = fc
  .record({
    times: fc.uniqueArray(fc.integer({ min: 0, max: 20 * 24 * 60 }), { minLength: 1, maxLength: 300 }),
    alerts: fc.array(fc.nat(299), { maxLength: 5 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ times, alerts, share }) => {
    const frames = times.map((minute, index) => frame(start + minute * 60_000, { alert: alerts.includes(index) }));
    return { frames, bytes: share * frames.length * 4096 };
  });

/** Frames that may still go, with the distance of their neighbours. */
function droppable(frames: readonly Thinnable[]) {
  const line = [...frames].sort((a, b) => a.t - b.t);
  const day = (at: number) => (line[at] ? localDayOf(line[at].t, zone) : undefined);
  return line.flatMap((one, at) =>
    !one.alert && day(at - 1) === day(at) && day(at) === day(at + 1)
      ? [{ one, gapMs: line[at + 1]!.t - line[at - 1]!.t }]
      : [],
  );
}

describe('thinning', () => {
  it('always drops the frame whose neighbours are closest', () => {
    fc.assert(
      fc.property(seasons, ({ frames, bytes }) => {
        let left = frames;
        for (const dropped of chooseThinned(frames, bytes, zone)) {
          const candidates = droppable(left);
          const closest = Math.min(...candidates.map(({ gapMs }) => gapMs));
          expect(candidates.find(({ one }) => one === dropped)?.gapMs).toBe(closest);
          left = left.filter((one) => one !== dropped);
        }
      }),
    );
  });

  it('spares the first and last frame of each local day and every frame of an alert', () => {
    fc.assert(
      fc.property(seasons, ({ frames }) => {
        const dropped = new Set(chooseThinned(frames, Infinity, zone));
        for (const [, day] of Map.groupBy(
          [...frames].sort((a, b) => a.t - b.t),
          ({ t }) => localDayOf(t, zone),
        )) {
          expect(dropped.has(day[0]!)).toBe(false);
          expect(dropped.has(day.at(-1)!)).toBe(false);
        }
        expect([...dropped].some(({ alert }) => alert)).toBe(false);
      }),
    );
  });

  it('frees as many bytes as asked for and no frame more, where it may', () => {
    fc.assert(
      fc.property(seasons, ({ frames, bytes }) => {
        const dropped = chooseThinned(frames, bytes, zone);
        const may = chooseThinned(frames, Infinity, zone).length;
        expect(dropped.length).toBe(Math.min(Math.ceil(bytes / 4096), may));
      }),
    );
  });

  it('leaves a regular month regular: no gap is more than three times another', () => {
    const frames = Array.from({ length: 30 * 96 }, (_, index) => frame(start + index * (hour / 4)));
    for (const share of [0.1, 0.25, 0.5, 0.8]) {
      const dropped = new Set(chooseThinned(frames, frames.length * 4096 * share, zone));
      const left = frames.filter((one) => !dropped.has(one));
      const may = new Set(droppable(left).map(({ one }) => one));
      const gaps = left.slice(1).flatMap((one, index) => {
        const before = left[index]!;
        return may.has(one) && may.has(before) ? [one.t - before.t] : [];
      });
      expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(3);
    }
  });

  it('spreads what it drops over the whole stretch', () => {
    const frames = Array.from({ length: 30 * 96 }, (_, index) => frame(start + index * (hour / 4)));
    const dropped = chooseThinned(frames, frames.length * 4096 * 0.1, zone);
    const perDay = Map.groupBy(dropped, ({ t }) => localDayOf(t, zone));
    const counts = [...perDay.values()].map(({ length }) => length);
    expect(perDay.size).toBeGreaterThanOrEqual(30);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * (dropped.length / 30));
  });

  it('thins each camera by its own time', () => {
    const frames = [0, 1, 2].flatMap((index) => [
      frame(start + index * hour, { camera: 'a' }),
      frame(start + index * hour, { camera: 'b' }),
    ]);
    expect(
      chooseThinned(frames, Infinity, zone)
        .map(({ camera }) => camera)
        .sort(),
    ).toEqual(['a', 'b']);
  });
});
