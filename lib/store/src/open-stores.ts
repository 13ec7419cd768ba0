import { join } from 'node:path';
import type { Logger } from '@fieldlapse/runtime';
import { openDiskBlobs } from './blobs/disk-blobs.ts';
import type { Stores } from './ports.ts';
import { openSqliteRecords } from './records/sqlite-records.ts';
import { openSqliteSeries } from './series/sqlite-series.ts';
import { makeStoreFolder } from './store-error.ts';

/**
 * The embedded stores under `folder`: `records/{owner}.sqlite`, `series.sqlite`, `blobs/`. Makes what is missing.
 * Throws `STORE_UNWRITABLE`, `STORE_FULL`, `STORE_NEWER`, `STORE_CORRUPT`.
 */
export async function openStores({ folder, logger }: { folder: string; logger: Logger }): Promise<Stores> {
  const recordsFolder = join(folder, 'records');
  await makeStoreFolder(recordsFolder);
  const blobs = await openDiskBlobs(join(folder, 'blobs'));
  const series = openSqliteSeries(join(folder, 'series.sqlite'), { logger });
  const records = openSqliteRecords(recordsFolder);
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
