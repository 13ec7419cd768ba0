import { quantities, type DerivedQuantityName, type QuantityName } from '@fieldlapse/contracts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import { dewPointC, vapourPressureDeficitKPa, wetBulbC } from '../indices/air.ts';
import { broilerThviC, temperatureHumidityIndex } from '../indices/heat-load.ts';
import { seaSaltGramPerL } from '../indices/salinity.ts';

/** The raw series of one sensor. */
export type SensorSeries = (quantity: QuantityName) => SeriesBuffer | undefined;

/** A derived value; null where its inputs are not known at that time any more. */
export interface DerivedPoint {
  readonly quantity: DerivedQuantityName;
  readonly t: number;
  readonly value: number | null;
}

// Temperature and humidity of one device come together; a value that is older belongs to other air.
const togetherMs = 15 * 60_000;

const ofAir: readonly [DerivedQuantityName, (tempC: number, relHumidityPct: number) => number | undefined][] = [
  ['vpdKPa', vapourPressureDeficitKPa],
  ['dewPointC', dewPointC],
  ['wetBulbC', wetBulbC],
  ['cattleThi', temperatureHumidityIndex],
];

/**
 * What follows from one sensor's raw values in `[from, to)`, at the time of each of them. A late reading changes what follows until the next
 * one of its quantity: ask for that stretch again, and what is null now was withdrawn.
 */
export function deriveInstant(sensor: SensorSeries, from: number, to: number): DerivedPoint[] {
  return [...airPoints(sensor, from, to), ...saltPoints(sensor, from, to)].sort((a, b) => a.t - b.t);
}

function airPoints(sensor: SensorSeries, from: number, to: number): DerivedPoint[] {
  const [temp, humidity, speed] = [sensor('airTempC'), sensor('relHumidityPct'), sensor('airSpeedMPerSec')];
  if (!temp || !humidity) return [];
  const times = [temp, humidity, ...(speed ? [speed] : [])].flatMap((buffer) => [...timesOf(buffer, from, to)]);
  return [...new Set(times)].flatMap((t) => {
    const [tempC, pct] = [valueNear(temp, t), valueNear(humidity, t)];
    const plausible = isPlausible('airTempC', tempC) && isPlausible('relHumidityPct', pct);
    const points = ofAir.map(([quantity, of]) => ({ quantity, t, value: plausible ? (of(tempC, pct) ?? null) : null }));
    return speed ? [...points, thviPoint(t, plausible ? { tempC, pct } : undefined, valueNear(speed, t))] : points;
  });
}

function thviPoint(t: number, air: { tempC: number; pct: number } | undefined, speed: number): DerivedPoint {
  const known = air && isPlausible('airSpeedMPerSec', speed);
  return { quantity: 'broilerThviC', t, value: known ? (broilerThviC(air.tempC, air.pct, speed) ?? null) : null };
}

function saltPoints(sensor: SensorSeries, from: number, to: number): DerivedPoint[] {
  const salinity = sensor('salinityDsPerM');
  if (!salinity) return [];
  return [...timesOf(salinity, from, to)].map((t) => {
    const ec = valueNear(salinity, t);
    const value = isPlausible('salinityDsPerM', ec) ? seaSaltGramPerL(ec) : null;
    return { quantity: 'seaSaltGramPerL', t, value };
  });
}

function* timesOf(buffer: SeriesBuffer, from: number, to: number): Generator<number> {
  for (let index = buffer.indexAt(from - 1) + 1; index < buffer.length && buffer.timeAt(index) < to; index += 1) {
    yield buffer.timeAt(index);
  }
}

function valueNear(buffer: SeriesBuffer, t: number): number {
  const index = buffer.indexAt(t);
  return index < 0 || t - buffer.timeAt(index) > togetherMs ? NaN : buffer.valueAt(index);
}

/** False for NaN too. */
function isPlausible(quantity: QuantityName, value: number): boolean {
  return value >= quantities[quantity].min && value <= quantities[quantity].max;
}
