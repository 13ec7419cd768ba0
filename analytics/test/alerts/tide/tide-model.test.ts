import { expect, it } from 'vitest';
import { tideRecord } from '../../../src/alerts/tide/hourly-record.ts';
import { fitTide, lunarDayBefore, tideFrom, tideScales } from '../../../src/alerts/tide/tide-model.ts';
import { dayMs, hourMs, now, readings, saltAt } from './river.ts';

const scale = tideScales.salinity;

it('goes on as the river does', () => {
  const { hours } = tideRecord(readings(40), now);
  const tide = tideFrom(fitTide(hours, scale), hours, hours.length - 1, scale)!;
  for (let ahead = 1; ahead <= 48; ahead += 1) {
    expect(Math.abs(scale.unscaled(tide(now + ahead * hourMs)) / saltAt(now + ahead * hourMs) - 1)).toBeLessThan(0.06);
  }
});

it('a flood that has halved the salt for more than a day is in what comes next', () => {
  const flood = (t: number) => saltAt(t) * (t > now - 2 * dayMs ? 0.5 : 1);
  const { hours } = tideRecord(readings(40, flood), now);
  const tide = tideFrom(fitTide(hours, scale), hours, hours.length - 1, scale)!;
  const [expected, truth] = [scale.unscaled(tide(now + 6 * hourMs)), saltAt(now + 6 * hourMs) / 2];
  expect(Math.abs(expected / truth - 1)).toBeLessThan(0.15);
});

it('without half of the last lunar day nothing is said', () => {
  const { hours } = tideRecord(readings(40), now);
  const thin = hours.filter(({ t }, index) => t < now - dayMs || index % 3 === 0);
  const day = lunarDayBefore(hours, hours.length - 1);
  expect((day.at(-1)!.t - day[0]!.t) / hourMs).toBeGreaterThan(23.8);
  expect((day.at(-1)!.t - day[0]!.t) / hourMs).toBeLessThan(24.84);
  expect(tideFrom(fitTide(hours, scale), thin, thin.length - 1, scale)).toBeUndefined();
});

it('no salt is a value, and no prediction is below none', () => {
  expect(scale.unscaled(scale.scaled(0))).toBeCloseTo(0, 12);
  expect(scale.scaled(-0.01)).toBe(scale.scaled(0));
  expect(scale.unscaled(-10)).toBe(0);
  expect(tideScales.waterLevel.unscaled(tideScales.waterLevel.scaled(-40))).toBe(-40);
});
