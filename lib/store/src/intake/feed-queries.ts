import type { Kysely, Selectable } from 'kysely';
import { report, status, type Report, type Status } from '@fieldlapse/contracts';
import { gapsOf, type SeqGap } from './gaps.ts';
import type {
  BootClockRow,
  ChangeRow,
  DeviceAlertRow,
  IntakeTables,
  QuarantineRow,
  ReadingBatchRow,
} from './tables.ts';

export type Change = Selectable<ChangeRow>;
export type StoredReadingBatch = Selectable<ReadingBatchRow>;
export type Quarantined = Selectable<QuarantineRow>;

/** What is known of an edge node; null where it has not said, or said what no longer parses. */
export interface DeviceState {
  readonly site: string;
  readonly device: string;
  readonly status: Status | null;
  /** UTC ms on the server's clock. */
  readonly statusAt: number | null;
  readonly report: Report | null;
  /** The desired configuration as it was sent. */
  readonly desired: unknown;
}

/** What is asked of the change feed, readings and nodes. */
export interface FeedQueries {
  /** Changes with `acceptedSeq > seq` in order, at most `limit`; of one camera where named. */
  changesAfter(seq: number, limit: number, of?: { site: string; camera: string }): Promise<Change[]>;
  /** The newest `acceptedSeq`, 0 before the first change. */
  lastAcceptedSeq(): Promise<number>;
  /** The `acceptedSeq` up to which readings stand in the series store. */
  writtenSeq(): Promise<number>;
  /** Batches with `id > after` in order of arrival, at most `limit`. */
  readingBatchesAfter(after: number, limit: number): Promise<StoredReadingBatch[]>;
  /** Batches with `firstId <= id <= lastId` in order of arrival. */
  readingBatchesBetween(firstId: number, lastId: number): Promise<StoredReadingBatch[]>;
  bootClock(device: string, boot: string): Promise<BootClockRow | undefined>;
  devices(): Promise<DeviceState[]>;
  /** What the runs of a device have numbered and the server has not got. */
  gapsOf(device: string): Promise<SeqGap[]>;
  /** A site's device alarms, newest first. */
  deviceAlerts(site: string, limit: number): Promise<DeviceAlertRow[]>;
  /** What was refused for good, newest first. */
  quarantined(limit: number): Promise<Quarantined[]>;
}

/** {@link FeedQueries} over the intake database. */
export function feedQueries(db: Kysely<IntakeTables>): FeedQueries {
  return {
    changesAfter: (seq, limit, of) => {
      const changes = db
        .selectFrom('changes')
        .selectAll()
        .where('acceptedSeq', '>', seq)
        .orderBy('acceptedSeq')
        .limit(limit);
      return (of ? changes.where('site', '=', of.site).where('camera', '=', of.camera) : changes).execute();
    },
    lastAcceptedSeq: async () => {
      const last = db.selectFrom('changes').select('acceptedSeq').orderBy('acceptedSeq', 'desc').limit(1);
      return (await last.executeTakeFirst())?.acceptedSeq ?? 0;
    },
    writtenSeq: async () => {
      const cursor = db.selectFrom('cursors').select('acceptedSeq').where('name', '=', 'series');
      return (await cursor.executeTakeFirst())?.acceptedSeq ?? 0;
    },
    readingBatchesAfter: (after, limit) =>
      db.selectFrom('readingBatches').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    readingBatchesBetween: (firstId, lastId) =>
      db
        .selectFrom('readingBatches')
        .selectAll()
        .where('id', '>=', firstId)
        .where('id', '<=', lastId)
        .orderBy('id')
        .execute(),
    bootClock: (device, boot) =>
      db.selectFrom('bootClocks').selectAll().where('device', '=', device).where('boot', '=', boot).executeTakeFirst(),
    devices: async () => {
      const rows = await db.selectFrom('devices').selectAll().orderBy('site').orderBy('device').execute();
      return rows.map((row) => ({
        site: row.site,
        device: row.device,
        status: status.safeParse(parsed(row.status)).data ?? null,
        statusAt: row.statusAt,
        report: report.safeParse(parsed(row.report)).data ?? null,
        desired: parsed(row.desired),
      }));
    },
    gapsOf: (device) => gapsOf(db, device),
    deviceAlerts: (site, limit) =>
      db
        .selectFrom('deviceAlerts')
        .selectAll()
        .where('site', '=', site)
        .orderBy('observedAt', 'desc')
        .limit(limit)
        .execute(),
    quarantined: (limit) => db.selectFrom('quarantine').selectAll().orderBy('id', 'desc').limit(limit).execute(),
  };
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}
