import type { QuantityName } from '@fieldlapse/contracts';
import { expect, it } from 'vitest';
import { deriveDaily, limitsOf, type DailyScene } from '../../../src/alerts/derive/daily.ts';
import { deriveInstant } from '../../../src/alerts/derive/instant.ts';
import { openSeriesBuffer, type SeriesBuffer } from '../../../src/alerts/engine/series-buffer.ts';
import { cropTemperatures } from '../../../src/alerts/indices/crop-limits.ts';
import { seasonView } from '../../../src/alerts/rules/seasons.ts';

const hour = 3_600_000;
const start = Date.parse('2026-06-01T00:00:00Z');
const hourly = (hours: number, value: (index: number) => number): SeriesBuffer => {
  const buffer = openSeriesBuffer();
  for (let index = 0; index < hours; index += 1) buffer.insert(start + index * hour, value(index), 0);
  return buffer;
};
const scene = (series: Partial<Record<QuantityName, SeriesBuffer>>, more: Partial<DailyScene> = {}): DailyScene => ({
  sensor: (quantity) => series[quantity],
  cattleThi: undefined,
  startOf: (day) => Date.parse(`${day}T00:00:00Z`),
  ...{ riceAgeDays: undefined, sowing: undefined, limits: undefined, baseTempC: undefined },
  ...more,
});

it('what follows from a reading stands at its time; a fault takes it away again', () => {
  const [temp, humidity] = [hourly(3, () => 30), hourly(3, (index) => (index === 1 ? NaN : 70))];
  const sensor = (quantity: QuantityName) =>
    quantity === 'airTempC' ? temp : quantity === 'relHumidityPct' ? humidity : undefined;
  const deficits = deriveInstant(sensor, start, start + 2 * hour).filter(({ quantity }) => quantity === 'vpdKPa');
  expect(deficits.map(({ t, value }) => [(t - start) / hour, value && Number(value.toFixed(3))])).toEqual([
    [0, 1.273],
    [1, null],
  ]);
});

it('values that did not come together are not combined', () => {
  const [temp, humidity] = [hourly(1, () => 30), openSeriesBuffer()];
  humidity.insert(start + 20 * 60_000, 70, 0);
  const sensor = (quantity: QuantityName) =>
    quantity === 'airTempC' ? temp : quantity === 'relHumidityPct' ? humidity : undefined;
  expect(deriveInstant(sensor, start, start + hour).every(({ value }) => value === null)).toBe(true);
});

it('the index of broilers needs the speed of the air, and is taken back while the anemometer is faulty', () => {
  const air = { airTempC: hourly(3, () => 35), relHumidityPct: hourly(3, () => 60) };
  const airSpeedMPerSec = hourly(3, (index) => (index === 1 ? 99 : 1));
  const of = (known: Partial<Record<QuantityName, SeriesBuffer>>) =>
    deriveInstant((quantity) => known[quantity], start, start + 3 * hour)
      .filter(({ quantity }) => quantity === 'broilerThviC')
      .map(({ value }) => value && Number(value.toFixed(1)));
  expect(of({ ...air, airSpeedMPerSec })).toEqual([34, null, 34]);
  expect(of(air)).toEqual([]);
});

it('a day of 10 to 30 °C has 12 degree days over a base of 8, and hours beyond the limits of citrus', () => {
  const airTempC = hourly(24, (index) => (index < 12 ? 10 : 30));
  const found = deriveDaily(scene({ airTempC }, { baseTempC: 8, limits: cropTemperatures.citrus }), '2026-06-01');
  expect(found).toEqual({ degreeDaysC: 12, chillingDegreeHours: 36, heatDegreeHours: 0 });
});

it('a day of which six hours are unknown has no value', () => {
  const airTempC = hourly(24, (index) => (index < 10 ? NaN : 30));
  expect(deriveDaily(scene({ airTempC }, { baseTempC: 8 }), '2026-06-01')).toEqual({});
});

it('a herd has its load and its recovery', () => {
  const cattleThi = hourly(24, (index) => (index < 8 ? 70 : 76));
  expect(deriveDaily(scene({}, { cattleThi }), '2026-06-01')).toEqual({ cattleThiHours: 64, cattleRecoveryHours: 8 });
});

it('leaf wetness and blast of rice; eight mild humid nights in a row, the last one ended on that day', () => {
  const [airTempC, relHumidityPct] = [hourly(10 * 24, () => 24), hourly(10 * 24, () => 95)];
  const found = deriveDaily(scene({ airTempC, relHumidityPct }, { riceAgeDays: 20 }), '2026-06-09');
  expect(found.leafWetHours).toBe(24);
  expect(found.blastNights).toBe(8);
  expect(found.blastRate).toBeCloseTo(1.14 * 0.68 * 0.8, 10);
});

it('without a gauge a day of 80 % is not known to be dry, and has no rate of blast', () => {
  const airTempC = hourly(3 * 24, () => 24);
  const damp = scene({ airTempC, relHumidityPct: hourly(3 * 24, () => 80) }, { riceAgeDays: 20 });
  expect(deriveDaily(damp, '2026-06-02').blastRate).toBeUndefined();
  const gauged = scene(
    { airTempC, relHumidityPct: hourly(3 * 24, () => 80), rainMm: hourly(72, () => 0) },
    { riceAgeDays: 20 },
  );
  expect(deriveDaily(gauged, '2026-06-02').blastRate).toBe(0);
});

it('the mean rain needs fifteen days of a gauge that spoke: a silent day is not a dry one', () => {
  const rainMm = hourly(20 * 24, () => 0.05);
  expect(deriveDaily(scene({ rainMm }), '2026-06-16').rainMeanMm).toBeCloseTo(1.2, 10);
  expect(deriveDaily(scene({ rainMm }), '2026-06-10')).toEqual({});
});

it('dry-downs are counted from sowing on', () => {
  const waterLevelCm = hourly(10 * 24, (index) => (index % 96 < 20 ? 5 : -18));
  expect(deriveDaily(scene({ waterLevelCm }, { sowing: '2026-06-01' }), '2026-06-09').dryDowns).toBe(3);
  expect(deriveDaily(scene({ waterLevelCm }, { sowing: '2026-06-05' }), '2026-06-09').dryDowns).toBe(2);
});

it('limits are found by the names that growers use', () => {
  const of = (subject: string) => limitsOf(seasonView({ subject, sowing: '2026-01-01', stages: [] }).isOf);
  expect(of('Sầu riêng Ri6')).toBe(cropTemperatures.durian);
  expect(of('Bưởi da xanh')).toBe(cropTemperatures.citrus);
  expect(of('Lúa')).toBe(cropTemperatures.riceFlowering);
  expect(of('Bò sữa')).toBeUndefined();
});
