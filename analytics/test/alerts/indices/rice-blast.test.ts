import { expect, it } from 'vitest';
import { blastNightsInARow, blastRate, simulateBlast } from '../../../src/alerts/indices/rice-blast.ts';

const wet = { meanTempC: 20, meanRelHumidityPct: 92, rainMm: 0 };
const season = (day: typeof wet) => Array.from({ length: 120 }, () => day);

it('a wet day of 20 °C on young rice spreads at the best rate; 25 °C at 0.6 and 30 °C at 0.2 of it', () => {
  expect(blastRate(wet, 10)).toBeCloseTo(1.14, 10);
  expect(blastRate({ ...wet, meanTempC: 25 }, 10)).toBeCloseTo(1.14 * 0.6, 10);
  expect(blastRate({ ...wet, meanTempC: 30 }, 10)).toBeCloseTo(1.14 * 0.2, 10);
  expect(blastRate({ ...wet, meanTempC: 9 }, 10)).toBe(0);
});

it('5 mm of rain make a day wet, 89 % without rain do not', () => {
  expect(blastRate({ ...wet, meanRelHumidityPct: 89 }, 10)).toBe(0);
  expect(blastRate({ ...wet, meanRelHumidityPct: 60, rainMm: 5 }, 10)).toBeGreaterThan(0);
});

it('old leaves are hardly taken', () => {
  expect(blastRate(wet, 90)).toBeCloseTo(0.0114, 6);
});

it('an epidemic begins with the first lesion, latent for five days, and grows fastest in cool wet weather', () => {
  const cool = simulateBlast(season(wet));
  expect(cool.slice(0, 20).every(({ severity }) => severity === 0)).toBe(true);
  expect(cool[21]!.severity).toBeGreaterThan(0);
  const peak = (days: ReturnType<typeof simulateBlast>) => Math.max(...days.map(({ severity }) => severity));
  expect(peak(cool)).toBeGreaterThan(10 * peak(simulateBlast(season({ ...wet, meanTempC: 30 }))));
  expect(peak(simulateBlast(season({ ...wet, meanRelHumidityPct: 70 })))).toBeLessThan(0.01);
  for (const { severity } of cool) expect(severity).toBeLessThanOrEqual(1);
});

it('unknown weather is unknown, not dry: the rate of such a day is not given', () => {
  const days = [...season(wet).slice(0, 30), undefined, ...season(wet).slice(0, 5)];
  expect(simulateBlast(days)[30]!.rate).toBeUndefined();
});

it('the simple rule counts mild humid nights back from the last one', () => {
  const night = { minTempC: 23, relHumidityPct: 95 };
  expect(blastNightsInARow([night, { ...night, minTempC: 27 }, night, night])).toBe(2);
  expect(blastNightsInARow([night, undefined, night])).toBe(1);
  expect(blastNightsInARow([night, { ...night, relHumidityPct: 89 }])).toBe(0);
});
