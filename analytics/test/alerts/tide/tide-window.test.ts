import { describe, expect, it } from 'vitest';
import { tideWindowOf, type LearnedTide, type TideVerdict } from '../../../src/alerts/tide/tide-window.ts';
import { dayMs, hourMs, now, readings, saltAt } from './river.ts';

const learned = (tide: TideVerdict): LearnedTide => {
  if (tide.verdict !== 'learned') throw new Error(`not learned: ${tide.reason}`);
  return tide;
};
const reasonOf = (tide: TideVerdict) => (tide.verdict === 'notLearned' ? tide.reason : 'learned');

describe('the windows of a learned tide', () => {
  const limit = 0.6;
  const { windows, forecast } = learned(tideWindowOf(readings(45), limit, now));

  it('are there, apart, at least an hour long, and the water is under the limit in them', () => {
    expect(windows.length).toBeGreaterThan(1);
    for (const { from, to, high } of windows) {
      expect(to - from).toBeGreaterThanOrEqual(hourMs);
      expect(high).toBeLessThan(limit);
      for (let t = from; t <= to; t += hourMs / 4) expect(saltAt(t)).toBeLessThan(limit);
    }
    for (const [index, { from }] of windows.entries())
      if (index > 0) expect(from).toBeGreaterThan(windows[index - 1]!.to);
  });

  it('find most of the hours that are under it', () => {
    const under = forecast.filter(({ t }) => saltAt(t) < limit).length;
    const found = forecast.filter(({ t }) => windows.some(({ from, to }) => t >= from && t <= to)).length;
    expect(found / under).toBeGreaterThan(0.7);
  });

  it('lie within the next 48 h, and the truth within the interval', () => {
    expect(forecast[0]!.t).toBeGreaterThanOrEqual(now);
    expect(forecast.at(-1)!.t - forecast[0]!.t).toBe(48 * hourMs);
    const inside = forecast.filter(({ t, low, high }) => saltAt(t) >= low && saltAt(t) <= high).length;
    expect(inside / forecast.length).toBeGreaterThan(0.9);
  });

  it('are none where the limit is always passed, and one where it never is', () => {
    expect(learned(tideWindowOf(readings(45), 0.05, now)).windows).toEqual([]);
    expect(learned(tideWindowOf(readings(45), 5, now)).windows).toMatchObject([
      { from: forecast[0]!.t, to: forecast.at(-1)!.t },
    ]);
  });

  it('are the same whatever the order of the readings', () => {
    expect(learned(tideWindowOf(readings(45).toReversed(), limit, now)).windows).toEqual(windows);
  });
});

describe('nothing is called safe', () => {
  it('without thirty days of readings', () => {
    expect(reasonOf(tideWindowOf(readings(29), 0.6, now))).toBe('too-short');
    expect(reasonOf(tideWindowOf([], 0.6, now))).toBe('too-short');
    expect(reasonOf(tideWindowOf(readings(31), 0.6, now))).toBe('learned');
  });

  it('across a long silence, or where half of the hours are missing', () => {
    const silent = readings(60).filter(({ t }) => t > now - 20 * dayMs || t < now - 26 * dayMs);
    expect(reasonOf(tideWindowOf(silent, 0.6, now))).toBe('gaps');
    const half = readings(45).filter(({ t }) => Math.floor(t / hourMs) % 2 === 0);
    expect(reasonOf(tideWindowOf(half, 0.6, now))).toBe('gaps');
    const lastDayGone = readings(45).filter(({ t }) => t > now - hourMs || t < now - 2 * dayMs);
    expect(reasonOf(tideWindowOf(lastDayGone, 0.6, now))).toBe('gaps');
  });

  it('from a sensor that has been silent for more than three hours', () => {
    expect(reasonOf(tideWindowOf(readings(45), 0.6, now + 2.9 * hourMs))).toBe('learned');
    expect(reasonOf(tideWindowOf(readings(45), 0.6, now + 3.1 * hourMs))).toBe('silent');
  });

  it('where the tide explains nothing: a river that wanders, and one that stands still', () => {
    let level = 0;
    let state = 17;
    const drift = new Map(
      readings(45).map(({ t }) => {
        state = (state * 48_271) % 2_147_483_647;
        level = 0.995 * level + 0.08 * (state / 2_147_483_647 - 0.5);
        return [t, 0.5 * Math.exp(level)];
      }),
    );
    const wandering = tideWindowOf(
      readings(45, (t) => drift.get(t)!),
      0.6,
      now,
    );
    expect(reasonOf(wandering)).toBe('no-skill');
    expect(wandering.holdOut!.rmse).toBeGreaterThan(
      0.8 * Math.min(wandering.holdOut!.meanRmse, wandering.holdOut!.levelRmse),
    );
    expect(
      reasonOf(
        tideWindowOf(
          readings(45, () => 0.2),
          0.6,
          now,
        ),
      ),
    ).toBe('no-skill');
  });

  it('when the newest reading is above all that was predicted for it', () => {
    const points = [...readings(45).slice(0, -1), { t: now, value: 1.6 * saltAt(now) }];
    expect(reasonOf(tideWindowOf(points, 5, now))).toBe('contradicted');
  });

  it('while salt comes up: the level has taken it in, but a day before nobody would have predicted it', () => {
    const surge = (t: number) => saltAt(t) * (t > now - 18 * hourMs ? 1.15 : 1);
    expect(reasonOf(tideWindowOf(readings(45, surge), 5, now))).toBe('contradicted');
    const over = (t: number) => saltAt(t) * (t > now - 3 * dayMs ? 1.15 : 1);
    expect(reasonOf(tideWindowOf(readings(60, over), 5, now))).toBe('learned');
  });

  it('now, while the newest reading is not under the limit, even where the tide has fallen since', () => {
    const later = 2.75 * hourMs;
    const fall = (t: number) => saltAt(t) / saltAt(t + later);
    const lastDay = readings(1).map(({ t }) => t - 0.25 * hourMs);
    const falling = lastDay.reduce((best, t) => (fall(t) > fall(best) ? t : best));
    const points = readings(45).filter(({ t }) => t < falling);
    const limit = 0.97 * saltAt(falling);
    const asked = (value: number) =>
      learned(tideWindowOf([...points, { t: falling, value: value * limit }], limit, falling + later));
    expect(asked(0.999).windows[0]!.from).toBe(asked(0.999).forecast[0]!.t);
    expect(asked(1).windows.every(({ from }) => from > asked(1).forecast[0]!.t)).toBe(true);
  });
});

it('a few absurd values and short silences do not matter', () => {
  const troubled = readings(45)
    .filter((_, index) => index % 300 > 40 || index > 2000)
    .map((point, index) => (index % 50 === 3 ? { ...point, value: 25 } : point));
  expect(reasonOf(tideWindowOf(troubled.with(-1, { t: now, value: saltAt(now) }), 0.6, now))).toBe('learned');
});

it('learns the level of a canal too, which may be negative', () => {
  const level = (t: number) => 80 * Math.log(saltAt(t));
  const points = readings(45, level);
  const tide = learned(tideWindowOf(points, -20, now, 'waterLevel'));
  expect(tide.holdOut.rmse).toBeLessThan(5);
  expect(tide.windows.length).toBeGreaterThan(0);
  for (const { from, to } of tide.windows)
    for (let t = from; t <= to; t += hourMs / 4) expect(level(t)).toBeLessThan(-20);
});
