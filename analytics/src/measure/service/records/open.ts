import { measureMigrations, type MeasureTables, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** The service's own records. */
export type MeasureRecords = Kysely<MeasureTables>;

/** Opens the service's own records. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`. */
export function openMeasureRecords(records: RecordsStore): Promise<MeasureRecords> {
  return records.openOwn<MeasureTables>('measure', measureMigrations);
}
