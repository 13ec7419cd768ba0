import {
  addDays,
  derivedQuantities,
  derivedQuantityNames,
  derivedSeries,
  sensorSeries,
  startOfLocalDay,
  type DerivedQuantityName,
  type LocalDay,
  type QuantityName,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { deriveDayOf } from '../../derive/grown.ts';
import { openSeriesBuffer, type SeriesBuffer } from '../../engine/series-buffer.ts';
import type { LoadSeries } from '../farm/load-series.ts';
import { daysBack } from './due-days.ts';

/** A value of a day, at its end; null where the day is not known well enough. */
export interface DayValue {
  readonly quantity: DerivedQuantityName;
  readonly t: number;
  readonly value: number | null;
}

const dayMs = 86_400_000;
const raw = ['airTempC', 'relHumidityPct', 'rainMm', 'waterLevelCm'] as const;
const dailyNames = derivedQuantityNames.filter((name) => derivedQuantities[name].daily);

/** Works out the daily values of a sensor from what the stores hold. */
export async function deriveSensorDay(
  load: LoadSeries,
  config: SiteConfig,
  sensor: string,
  day: LocalDay,
): Promise<DayValue[]> {
  const { id, timeZone } = config;
  const plot = config.sensors.find(({ name }) => name === sensor)?.plot;
  // What grows where a sensor stands: the seasons of its plot, or all where it stands in none.
  const seasons = config.seasons.filter((season) => plot === undefined || season.plot === plot);
  const end = startOfLocalDay(addDays(day, 1), timeZone);
  const from = startOfLocalDay(addDays(day, -daysBack), timeZone);
  const sowing = seasons.find(
    (season) => season.sowing <= day && (season.end === undefined || day <= season.end),
  )?.sowing;
  const since: Partial<Record<QuantityName, number>> = {
    waterLevelCm: sowing === undefined ? from : startOfLocalDay(sowing, timeZone) - dayMs,
  };
  const buffers = new Map<string, SeriesBuffer>();
  for (const quantity of raw) {
    const buffer = await filled(load, sensorSeries(id, sensor, quantity), since[quantity] ?? from, end + dayMs);
    if (buffer) buffers.set(quantity, buffer);
  }
  const cattleThi = await filled(load, derivedSeries(id, sensor, 'cattleThi'), end - 2 * dayMs, end + dayMs);
  const values = deriveDayOf({ sensor: (quantity) => buffers.get(quantity), cattleThi, timeZone, seasons }, day);
  return dailyNames.map((quantity) => ({ quantity, t: end, value: values[quantity] ?? null }));
}

async function filled(load: LoadSeries, name: string, from: number, to: number): Promise<SeriesBuffer | undefined> {
  const points = await load(name, from, to);
  if (points.length === 0) return undefined;
  const buffer = openSeriesBuffer();
  buffer.recall(from, to, points);
  return buffer;
}
