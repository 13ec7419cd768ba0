import { join } from 'node:path';
import type { Logger } from '@fieldlapse/runtime';
import { openDiskBlobs } from './blobs/disk-blobs.ts';
import type { RecordsStore, SeriesStore, Stores } from './ports.ts';
import { openSqliteRecords } from './records/sqlite-records.ts';
import { openInfluxSeries } from './series/influx/influx-series.ts';
import type { InfluxServer } from './series/influx/server.ts';
import { openSqliteSeries } from './series/sqlite-series.ts';
import type { SeriesRetention } from './series/tiers/retire.ts';
import { makeStoreFolder } from './store-error.ts';

/** Where series lie. */
export type SeriesOptions =
  /** `retention` gives up old points; one process of a folder does so, and nobody where it is absent. */
  | { readonly store: 'sqlite'; readonly retention?: SeriesRetention; readonly now?: () => number }
  | { readonly store: 'influxdb'; readonly server: InfluxServer; readonly maxBufferBytes: number };

interface StoresOptions {
  readonly folder: string;
  readonly logger: Logger;
  readonly series?: SeriesOptions;
}

/**
 * The stores under `folder`: `records/{owner}.sqlite`, `blobs/`, and series as {@link openSeries} has them. Makes what is
 * missing. Throws `STORE_UNWRITABLE`, `STORE_FULL`, `STORE_NEWER`, `STORE_CORRUPT`, `SERIES_ADAPTER_MISSING`.
 */
export async function openStores(options: StoresOptions): Promise<Stores> {
  const { folder } = options;
  const records = await openRecords(folder);
  const blobs = await openDiskBlobs(join(folder, 'blobs'));
  const series = await openSeries(options);
  return {
    records,
    series,
    blobs,
    async close() {
      await series.close();
      await records.close();
    },
  };
}

/** The records alone, in `records/{owner}.sqlite` under `folder`. Throws `STORE_UNWRITABLE`, `STORE_FULL`. */
export async function openRecords(folder: string): Promise<RecordsStore> {
  const records = join(folder, 'records');
  await makeStoreFolder(records);
  return openSqliteRecords(records);
}

/** Series in `series.sqlite` under `folder`, or in InfluxDB behind the buffer `series-outbox/`. */
export async function openSeries({ folder, logger, series }: StoresOptions): Promise<SeriesStore> {
  if (series?.store !== 'influxdb') return openSqliteSeries(join(folder, 'series.sqlite'), { logger, ...series });
  const { server, maxBufferBytes } = series;
  return openInfluxSeries({ server, folder: join(folder, 'series-outbox'), maxBufferBytes, logger });
}
