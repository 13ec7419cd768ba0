import {
  derivedSeries,
  mainArea,
  metricSeries,
  parseMetricSeries,
  quantityNames,
  sensorSeries,
  type DerivedQuantityName,
  type MetricName,
  type QuantityName,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { sunElevationDeg } from '../../../measure/pixels/sun.ts';
import { inputKind, type InputName } from '../../rules/inputs.ts';
import { siteClock } from '../../rules/site-clock.ts';
import type { Carrier, WatchedSite } from '../../rules/targets.ts';
import type { Shelf } from './shelf.ts';
import { isStateName, stateSeries } from './states.ts';

/** What is known to send something at a site, besides what is configured there. */
export interface Seen {
  readonly sensors: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
}

/** A configured site with the series of its sensors, cameras and devices. */
export function liveSite(config: SiteConfig, seen: Seen, shelf: Shelf): WatchedSite {
  const { id, latitude, longitude } = config;
  const there = (name: string) => shelf.get(name)?.buffer;
  return {
    ...{ id, clock: siteClock(config.timeZone), seasons: config.seasons, carriers: carriersOf(config, seen) },
    sunElevationDeg: (t) =>
      latitude === undefined || longitude === undefined ? undefined : sunElevationDeg({ latitude, longitude }, t),
    series: (carrier, of) => {
      const { kind, name: own } = carrier;
      const name = isStateName(of)
        ? stateSeries({ site: id, kind, name: own, state: of })
        : nameOf(id, carrier, of, shelf);
      return name === undefined ? undefined : there(name);
    },
    all: ({ kind, name }) => {
      if (kind === 'device') return present([there(stateSeries({ site: id, kind, name, state: 'life' }))]);
      if (kind === 'camera') return [];
      return present(quantityNames.map((quantity) => there(sensorSeries(id, name, quantity))));
    },
  };
}

const present = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

function carriersOf({ sensors, cameras }: SiteConfig, seen: Seen): Carrier[] {
  const plotOf = new Map(sensors.map(({ name, plot }) => [name, plot]));
  const names = new Set([...plotOf.keys(), ...seen.sensors]);
  return [
    ...[...names].sort().map((name): Carrier => ({ kind: 'sensor', name, plot: plotOf.get(name) })),
    ...cameras.map(({ name, plot }): Carrier => ({ kind: 'camera', name, plot })),
    ...[...seen.devices].sort().map((name): Carrier => ({ kind: 'device', name })),
  ];
}

function nameOf(site: string, { kind, name }: Carrier, of: InputName, shelf: Shelf): string | undefined {
  if (inputKind(of).carrier !== kind) return undefined;
  if (kind === 'camera') return metricOf(site, name, of as MetricName, shelf);
  return quantityNames.some((quantity) => quantity === of)
    ? sensorSeries(site, name, of as QuantityName)
    : derivedSeries(site, name, of as DerivedQuantityName);
}

/** The metric of the camera's own area: by a model where one measures it, else by an index; of several the last by name. */
function metricOf(site: string, camera: string, metric: MetricName, shelf: Shelf): string | undefined {
  const methods: string[] = [];
  const prefix = `~${site}/${camera}/${mainArea}/${metric}/`;
  for (const { name } of shelf.all()) {
    if (!name.startsWith(prefix)) continue;
    const { method, statistic } = parseMetricSeries(name) ?? {};
    if (method !== undefined && statistic === undefined) methods.push(method);
  }
  const best = methods.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).at(-1);
  return best === undefined ? undefined : metricSeries({ site, camera, area: mainArea, metric, method: best });
}

const rank = (method: string): number => (method.startsWith('index-') ? 0 : 1);
