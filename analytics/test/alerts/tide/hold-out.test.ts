import { expect, it } from 'vitest';
import { holdOutOf, marginAt } from '../../../src/alerts/tide/hold-out.ts';
import { tideRecord } from '../../../src/alerts/tide/hourly-record.ts';
import { tideScales } from '../../../src/alerts/tide/tide-model.ts';
import { dayMs, now, readings, saltAt } from './river.ts';

const holdOut = (days: number, salt = saltAt) =>
  holdOutOf(tideRecord(readings(days, salt), now).hours, tideScales.salinity)!;

it('holds out the last quarter, at least seven days', () => {
  expect(holdOut(60).days).toBeCloseTo(15, 1);
  expect(holdOut(31).days).toBeCloseTo(7.75, 1);
});

it('a learned tide is better than the mean, and than the level of the day before', () => {
  const { rmse, meanRmse, levelRmse } = holdOut(40);
  expect(rmse).toBeLessThan(0.03);
  expect(meanRmse).toBeGreaterThan(0.1);
  expect(levelRmse).toBeGreaterThan(0.1);
});

it('never looks at the held-out days while it learns: what changes there makes the error greater, not the fit better', () => {
  const changed = (t: number) => saltAt(t) * (t > now - 7 * dayMs ? Math.exp(0.5 * Math.sin(t / dayMs)) : 1);
  expect(holdOut(31, changed).rmse).toBeGreaterThan(3 * holdOut(31).rmse);
});

it('the interval never gets narrower with the hours', () => {
  const out = holdOut(40);
  for (let step = 1; step < out.margins.length; step += 1)
    expect(out.margins[step]).toBeGreaterThanOrEqual(out.margins[step - 1]!);
  expect(marginAt(out, 0)).toBe(out.margins[0]);
  expect(marginAt(out, 6)).toBe(out.margins[0]);
  expect(marginAt(out, 6.1)).toBe(out.margins[1]);
  expect(marginAt(out, 60)).toBe(out.margins.at(-1));
});
