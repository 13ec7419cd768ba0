import { quantities, type DerivedQuantityName, type QuantityName } from '@fieldlapse/contracts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import { dewPointC, vapourPressureDeficitKPa, wetBulbC } from '../indices/air.ts';
import { temperatureHumidityIndex } from '../indices/heat-load.ts';
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
  const points: DerivedPoint[] = [];
  const [temp, humidity, salinity] = [sensor('airTempC'), sensor('relHumidityPct'), sensor('salinityDsPerM')];
  if (temp && humidity) {
    for (const t of new Set([...timesOf(temp, from, to), ...timesOf(humidity, from, to)])) {
      const [tempC, pct] = [valueNear(temp, t), valueNear(humidity, t)];
      const plausible = isPlausible('airTempC', tempC) && isPlausible('relHumidityPct', pct);
      for (const [quantity, of] of ofAir)
        points.push({ quantity, t, value: plausible ? (of(tempC, pct) ?? null) : null });
    }
  }
  if (salinity) {
    for (const t of timesOf(salinity, from, to)) {
      const ec = valueNear(salinity, t);
      points.push({
        quantity: 'seaSaltGramPerL',
        t,
        value: isPlausible('salinityDsPerM', ec) ? seaSaltGramPerL(ec) : null,
      });
    }
  }
  return points.sort((a, b) => a.t - b.t);
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
