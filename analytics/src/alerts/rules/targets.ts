import type { AlertTarget } from '@fieldlapse/contracts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import type { Scene } from './compile.ts';
import { inputKind, type InputName } from './inputs.ts';
import type { AlertRule } from './rule.ts';
import { seasonView, type ConfiguredSeason } from './seasons.ts';
import type { SiteClock } from './site-clock.ts';

/** What gives series at a site. */
export interface Carrier {
  readonly kind: 'sensor' | 'camera' | 'device';
  readonly name: string;
  /** The plot that it stands in or watches. */
  readonly plot?: string | undefined;
}

/** A site as rules look at it: one that is replayed, or one that lives. */
export interface WatchedSite {
  readonly id: string;
  readonly clock: SiteClock;
  /** Degrees over the horizon; undefined where the place is not known. */
  readonly sunElevationDeg: (t: number) => number | undefined;
  readonly seasons: readonly (ConfiguredSeason & { readonly plot?: string | undefined })[];
  readonly carriers: readonly Carrier[];
  series(carrier: Carrier, of: InputName): SeriesBuffer | undefined;
  /** What the carrier itself sends: a value that is worked out is no sign of life. */
  all(carrier: Carrier): readonly SeriesBuffer[];
}

/** What has an alert of its own, and all that belongs to it. */
export interface Target {
  readonly names: AlertTarget;
  readonly carriers: readonly Carrier[];
}

/** What a rule watches at a site. */
export function targetsOf({ scope, only }: AlertRule, site: WatchedSite): Target[] {
  if (only.sites && !only.sites.includes(site.id)) return [];
  const watched = site.carriers.filter(({ kind, name, plot }) => {
    const named = kind === 'sensor' ? only.sensors : kind === 'camera' ? only.cameras : undefined;
    return (!named || named.includes(name)) && (!only.plots || (plot !== undefined && only.plots.includes(plot)));
  });
  if (watched.length === 0) return [];
  if (scope === 'site') return [{ names: { site: site.id }, carriers: watched }];
  if (scope === 'plot') {
    return [...Map.groupBy(watched, ({ plot }) => plot)].flatMap(([plot, carriers]) =>
      plot === undefined ? [] : [{ names: { site: site.id, plot }, carriers }],
    );
  }
  return watched
    .filter(({ kind }) => kind === scope)
    .map((carrier) => ({
      names: { site: site.id, ...(carrier.plot !== undefined && { plot: carrier.plot }), [scope]: carrier.name },
      carriers: [carrier],
    }));
}

/** What a rule sees of a target; `rule` finds another one by its id. */
export function sceneOf({ carriers, names }: Target, site: WatchedSite, rule: (id: string) => AlertRule): Scene {
  const here = site.seasons.filter(({ plot }) => names.plot === undefined || plot === undefined || plot === names.plot);
  const own = new Set(carriers.map(({ kind, name }) => `${kind} ${name}`));
  const seriesOf = (among: readonly Carrier[], of: InputName): SeriesBuffer[] => {
    const { carrier: kind } = inputKind(of);
    return among.filter((one) => one.kind === kind).flatMap((one) => site.series(one, of) ?? []);
  };
  return {
    series: (of) => seriesOf(carriers, of),
    neighbours: (of) =>
      seriesOf(
        site.carriers.filter(({ kind, name }) => !own.has(`${kind} ${name}`)),
        of,
      ),
    all: () => carriers.flatMap((carrier) => site.all(carrier)),
    clock: site.clock,
    seasons: here.map(seasonView),
    sunElevationDeg: site.sunElevationDeg,
    rule,
  };
}
