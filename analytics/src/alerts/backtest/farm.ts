import {
  addDays,
  derivedQuantityNames,
  quantityNames,
  startOfLocalDay,
  type DerivedQuantityName,
  type LocalDay,
  type QuantityName,
} from '@fieldlapse/contracts';
import { deriveDayOf } from '../derive/grown.ts';
import { deriveInstant } from '../derive/instant.ts';
import { openSeriesBuffer, type SeriesBuffer } from '../engine/series-buffer.ts';
import type { InputName } from '../rules/inputs.ts';
import type { ConfiguredSeason } from '../rules/seasons.ts';
import { siteClock, type SiteClock } from '../rules/site-clock.ts';
import type { WatchedSite } from '../rules/targets.ts';

/** One reading of a table or a store; null where the sensor gave none. */
export interface Reading {
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly t: number;
  readonly value: number | null;
}

/** The one site that is replayed. */
export interface ReplaySite {
  readonly id: string;
  readonly timeZone: string;
  /** Degrees over the horizon; undefined where the place is not known. */
  readonly sunElevationDeg: (t: number) => number | undefined;
  /** Plot of each sensor that stands in one. */
  readonly plotOf: Readonly<Record<string, string>>;
  readonly seasons: readonly (ConfiguredSeason & {
    readonly plot?: string | undefined;
    readonly baseTempC?: number | undefined;
  })[];
}

/** All series of a site, raw and derived, ready for rules. */
export interface ReplayFarm {
  readonly site: ReplaySite;
  readonly sensors: readonly string[];
  /** The site as rules look at it; a table of readings has neither cameras nor devices. */
  readonly watched: WatchedSite;
  readonly from: number;
  readonly to: number;
  readonly readings: number;
}

/** Puts readings, in any order, into series and works out what follows from them. */
export function openReplayFarm(site: ReplaySite, readings: Iterable<Reading>): ReplayFarm {
  const bySensor = new Map<string, Map<InputName, SeriesBuffer>>();
  let [from, to, count] = [Infinity, -Infinity, 0];
  for (const { sensor, quantity, t, value } of readings) {
    bufferOf(bySensor, sensor, quantity).insert(t, value ?? NaN, count);
    from = Math.min(from, t);
    to = Math.max(to, t);
    count += 1;
  }
  const clock = siteClock(site.timeZone);
  // What grows where a sensor stands: the seasons of its plot, or all where it stands in none.
  const seasonsOf = (sensor: string) => {
    const plot = site.plotOf[sensor];
    return site.seasons.filter((season) => plot === undefined || season.plot === undefined || season.plot === plot);
  };
  for (const [sensor, own] of bySensor) {
    deriveAll({ site, clock, own, seasons: seasonsOf(sensor), from, to });
  }
  const sensors = [...bySensor.keys()].sort();
  const { id, seasons, sunElevationDeg } = site;
  const watched: WatchedSite = {
    ...{ id, clock, seasons, sunElevationDeg },
    carriers: sensors.map((name) => ({ kind: 'sensor', name, plot: site.plotOf[name] })),
    series: ({ name }, of) => bySensor.get(name)?.get(of),
    all: ({ name }) => quantityNames.flatMap((quantity) => bySensor.get(name)?.get(quantity) ?? []),
  };
  return { site, from, to, readings: count, sensors, watched };
}

function bufferOf(bySensor: Map<string, Map<InputName, SeriesBuffer>>, sensor: string, of: InputName): SeriesBuffer {
  let own = bySensor.get(sensor);
  if (!own) bySensor.set(sensor, (own = new Map()));
  let buffer = own.get(of);
  if (!buffer) own.set(of, (buffer = openSeriesBuffer()));
  return buffer;
}

interface Deriving {
  readonly site: ReplaySite;
  readonly clock: SiteClock;
  readonly own: Map<InputName, SeriesBuffer>;
  readonly seasons: ReplaySite['seasons'];
  readonly from: number;
  readonly to: number;
}

function deriveAll({ site, clock, own, seasons, from, to }: Deriving): void {
  const put = (quantity: DerivedQuantityName, t: number, value: number): void => {
    const buffer = own.get(quantity) ?? openSeriesBuffer();
    own.set(quantity, buffer);
    buffer.insert(t, value, 0);
  };
  const sensor = (quantity: QuantityName) => own.get(quantity);
  for (const { quantity, t, value } of deriveInstant(sensor, from, to + 1)) if (value !== null) put(quantity, t, value);
  const startOf = (day: LocalDay) => startOfLocalDay(day, site.timeZone);
  const place = { sensor, cattleThi: own.get('cattleThi'), timeZone: site.timeZone, seasons };
  for (let day = clock.dayOf(from); startOf(addDays(day, 1)) <= to; day = addDays(day, 1)) {
    const daily = deriveDayOf(place, day);
    // The value of a day is known when it has ended.
    for (const quantity of derivedQuantityNames) {
      const value = daily[quantity];
      if (value !== undefined) put(quantity, startOf(addDays(day, 1)), value);
    }
  }
}
