import type { Clock } from '@fieldlapse/runtime';
import type { SeriesOptions } from '@fieldlapse/store';
import type { DataFolder } from '../data-folder.ts';
import { seriesOptions, type SeriesConfig } from '../series/series-config.ts';
import type { Service } from './context.ts';

/** The series store for services of one process; the one that runs intake gives up what is no longer kept. */
export function servedSeries(
  folder: DataFolder,
  config: SeriesConfig,
  clock: Clock,
  chosen: readonly Service[],
): SeriesOptions {
  const options = seriesOptions(folder, config);
  if (options.store !== 'sqlite' || !chosen.some(({ name }) => name === 'intake')) return options;
  return { ...options, retention: config.retention, now: () => clock.now() };
}
