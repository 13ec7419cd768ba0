import { startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import { seasonView, type ConfiguredSeason } from '../rules/seasons.ts';
import { deriveDaily, limitsOf } from './daily.ts';
import type { SensorSeries } from './instant.ts';

/** A sensor's series, and what grows where it stands. */
export interface Place {
  readonly sensor: SensorSeries;
  readonly cattleThi: SeriesBuffer | undefined;
  readonly timeZone: string;
  readonly seasons: readonly (ConfiguredSeason & { readonly baseTempC?: number | undefined })[];
}

/** The daily values of a sensor for what grew there on that day, see {@link deriveDaily}. */
export function deriveDayOf({ sensor, cattleThi, timeZone, seasons }: Place, day: LocalDay) {
  const running = seasons.find((season) => seasonView(season).runsOn(day));
  const view = running && seasonView(running);
  return deriveDaily(
    {
      ...{ sensor, cattleThi, startOf: (one: LocalDay) => startOfLocalDay(one, timeZone) },
      riceAgeDays: view?.isOf(['lua', 'rice']) ? view.ageOn(day) : undefined,
      sowing: running?.sowing,
      limits: view && limitsOf(view.isOf),
      baseTempC: running?.baseTempC,
    },
    day,
  );
}
