import { expect, it } from 'vitest';
import { tideRecord } from '../../../src/alerts/tide/hourly-record.ts';
import { dayMs, hourMs, now, readings } from './river.ts';

it('an hour is the median of its readings, whatever their order; missing ones and those to come are left out', () => {
  const hour = Math.floor(now / hourMs) * hourMs - 2 * hourMs;
  const { hours, newest } = tideRecord(
    [
      ...[
        { t: hour + 3, value: 0.9 },
        { t: hour + 1, value: 0.1 },
        { t: hour + 2, value: 0.2 },
      ],
      ...[
        { t: hour + 4, value: null },
        { t: hour + 5, value: NaN },
        { t: now + 1, value: 5 },
      ],
    ],
    now,
  );
  expect(hours).toEqual([{ t: hour + 2, value: 0.2 }]);
  expect(newest).toEqual({ t: hour + 3, value: 0.9 });
});

it('a single absurd hour is a fault of the sensor; the newest hours are kept, they may be a surge', () => {
  const points = readings(31).map((point) =>
    now - point.t === 30 * hourMs || now === point.t ? { ...point, value: 30 } : point,
  );
  const whole = tideRecord(readings(31), now);
  const { hours, newest } = tideRecord(points, now);
  expect(hours.filter(({ value }) => value > 5).map(({ t }) => t)).toEqual([now]);
  expect(hours).toHaveLength(whole.hours.length - 1);
  expect(newest?.value).toBe(30);
});

it('what lies before a silence of more than five days does not count, nor what is older than 60 days', () => {
  const silent = readings(40).filter(({ t }) => t > now - 12 * dayMs || t < now - 18 * dayMs);
  expect(tideRecord(silent, now)).toMatchObject({ afterGap: true });
  expect(tideRecord(silent, now).days).toBeCloseTo(12, 0);
  const long = tideRecord(readings(90), now);
  expect(long.days).toBeCloseTo(60, 0);
  expect(long.afterGap).toBe(false);
});

it('says what share of the hours is known', () => {
  expect(tideRecord(readings(31), now).shareKnown).toBeCloseTo(1, 2);
  const half = readings(31).filter(({ t }) => Math.floor(t / hourMs) % 2 === 0);
  expect(tideRecord(half, now).shareKnown).toBeCloseTo(0.5, 2);
  expect(tideRecord([], now)).toMatchObject({ shareKnown: 0, days: 0, newest: undefined });
});
