import { frameIdOf, localDayOf, metricSeries, sha256Hex, siteConfig, type MetricName } from '@fieldlapse/contracts';
import { manualClock, silentLogger, sleep } from '@fieldlapse/runtime';
import {
  measureMigrations,
  openMeasureReader,
  type ChangeRow,
  type FrameMetrics,
  type FrameRow,
  type IntakeTables,
  type MeasureReader,
  type MeasureTables,
  type Stores,
} from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type { z } from 'zod';
import { startMeasure, type MeasureParts } from '../../../src/measure/service/start.ts';
import { openFarmStores, type FarmStores } from '../../support/farm-stores.ts';
import { fieldPicture, type FieldLook } from './field-picture.ts';

export const site = 'demo';
export const camera = 'ruong-lua';
export const timeZone = 'Asia/Ho_Chi_Minh';
/** 09:00 of 1 March 2026 at the farm. */
export const firstMorning = Date.parse('2026-03-01T09:00:00+07:00');
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A farm with real stores, whose frames are put straight into intake's tables, as intake puts them. */
export interface Farm extends Pick<FarmStores, 'folder' | 'stores' | 'intake'> {
  sites: MeasureParts['sites'];
  /** Accepts a frame of the field, drawn or as given. */
  accept(observedAt: number, look?: FieldLook | Buffer, row?: Partial<FrameRow>): Promise<FrameRow>;
  /** Corrects a frame's time, as a late clock synchronisation does. */
  correct(frame: FrameRow, observedAt: number): Promise<void>;
  start(config?: MeasureParts['config'], parts?: Partial<MeasureParts>): Promise<{ close(): Promise<void> }>;
  reader(): Promise<MeasureReader>;
  /** Resolves once nothing is left to do. */
  untilMeasured(): Promise<void>;
  /** Starts the service anew with other regions and waits until every frame was looked at for them. */
  startWith(change: Partial<CameraInput>, config?: MeasureParts['config']): Promise<void>;
  /** What is kept of a frame, by method. */
  metricsOf(f: string): Promise<Map<string, FrameMetrics>>;
  /** What the series store holds of a metric of the camera's own area. */
  points(
    metric: MetricName,
    method: string,
    statistic?: Parameters<typeof metricSeries>[1],
  ): Promise<[number, number][]>;
  close(): Promise<void>;
}

type CameraInput = NonNullable<z.input<typeof siteConfig>['cameras']>[number];

/** A farm in a folder of its own, which goes with it. */
export async function openFarm(ofCamera: Partial<CameraInput> = {}, ofSite: object = {}): Promise<Farm> {
  const base = await openFarmStores();
  const { folder, stores, intake } = base;
  const configured = siteConfig.parse({ id: site, timeZone, ...ofSite, cameras: [{ name: camera, ...ofCamera }] });
  let opened: MeasureReader | undefined;
  const reader = async (): Promise<MeasureReader> => (opened ??= await openMeasureReader(stores.records));
  const farm: Farm = {
    ...{ folder, stores, intake, reader },
    sites: () => [configured],
    accept: (observedAt, look, row) => acceptFrame(intake, stores, observedAt, look ?? { cover: 0.4 }, row),
    correct: (frame, observedAt) => correctTime(intake, frame, observedAt),
    async start(config = {}, parts = {}) {
      const service = await startMeasure({
        ...{ stores, sites: () => farm.sites(), clock: manualClock(firstMorning + 365 * dayMs), logger: silentLogger },
        ...parts,
        config: { pollMs: 20, growthMs: 0, rest: 0, models: [{ model: 'none' }], lookAgain: '50ms', ...config },
      });
      return base.keep(service);
    },
    untilMeasured: () => untilMeasured(base),
    async startWith(change, config) {
      const before = await planOf(stores);
      const [known] = farm.sites();
      const changed = siteConfig.parse({ ...known, cameras: [{ ...known!.cameras[0], ...change }] });
      farm.sites = () => [changed];
      await farm.start(config);
      await expect.poll(() => planOf(stores)).not.toBe(before);
      await farm.untilMeasured();
    },
    async metricsOf(f) {
      return new Map((await (await reader()).ofFrame(f)).map((row) => [`${row.area} ${row.method}`, row]));
    },
    async points(metric, method, statistic) {
      const name = metricSeries({ site, camera, area: 'roi', metric, method }, statistic);
      const points = await stores.series.range(name, 0, Number.MAX_SAFE_INTEGER);
      return points.map(({ t, value }) => [t, value]);
    },
    async close() {
      await opened?.close();
      await base.close();
    },
  };
  return farm;
}

/** Reads the service's own tables: its cursor is at the end of the feed, and nothing waits. */
async function untilMeasured({ stores, lastAccepted }: FarmStores): Promise<void> {
  for (const end = Date.now() + 50_000; Date.now() < end; await sleep(20)) {
    if (await nothingLeft(stores, await lastAccepted())) return;
  }
  throw new Error('frames are still waiting to be measured');
}

async function nothingLeft({ records }: Stores, acceptedSeq: number): Promise<boolean> {
  const db = await openRecords(records);
  if (!db) return false;
  try {
    const cursor = await db.selectFrom('cursors').select('acceptedSeq').executeTakeFirst();
    if ((cursor?.acceptedSeq ?? -1) < acceptedSeq) return false;
    const backfills = await db.selectFrom('backfills').selectAll().execute();
    if (backfills.length === 0 || backfills.some(({ finished }) => !finished)) return false;
    for (const table of ['pending', 'duePoints', 'dueDays'] as const) {
      if ((await db.selectFrom(table).selectAll().limit(1).execute()).length > 0) return false;
    }
    return true;
  } finally {
    await db.destroy();
  }
}

async function planOf({ records }: Stores): Promise<string | undefined> {
  const db = await openRecords(records);
  const row = await db?.selectFrom('backfills').select('plan').executeTakeFirst();
  await db?.destroy();
  return row?.plan;
}

function openRecords(records: Stores['records']): Promise<Kysely<MeasureTables> | undefined> {
  return records.openReadOnly<MeasureTables>('measure', measureMigrations.length).catch(() => undefined);
}

async function acceptFrame(
  intake: Kysely<IntakeTables>,
  stores: Stores,
  observedAt: number,
  look: FieldLook | Buffer,
  more: Partial<FrameRow> = {},
): Promise<FrameRow> {
  const jpeg = Buffer.isBuffer(look) ? look : await fieldPicture(look);
  const sha256 = sha256Hex(jpeg);
  const origin = { device: 'node-1', camera, boot: '1-00000000', seq: observedAt };
  const f = frameIdOf({ ...origin, sha256 });
  const blobKey = `frames/demo/${camera}/${f}.jpg`;
  await stores.blobs.put(blobKey, jpeg);
  const time = {
    capturedAt: observedAt,
    mono: 0,
    clk: 'ntp',
    observedAt,
    timeQuality: 'measured',
    receivedAt: observedAt,
  } as const;
  const picture = { bytes: jpeg.length, sha256, width: 640, height: 360, quality: null, alert: null, blobKey };
  const row: FrameRow = { f, site, ...origin, ...time, ...picture, ...more };
  await intake.transaction().execute(async (trx) => {
    await trx.insertInto('frames').values(row).execute();
    await trx
      .insertInto('changes')
      .values(change('frame', f, row.observedAt))
      .execute();
  });
  return row;
}

function correctTime(
  intake: Kysely<IntakeTables>,
  { f, observedAt: before }: FrameRow,
  observedAt: number,
): Promise<void> {
  return intake.transaction().execute(async (trx) => {
    await trx.updateTable('frames').set({ observedAt, timeQuality: 'corrected' }).where('f', '=', f).execute();
    for (const time of [before, observedAt])
      await trx
        .insertInto('changes')
        .values(change('frame-time', f, time))
        .execute();
  });
}

function change(kind: ChangeRow['kind'], key: string, time: number): Omit<ChangeRow, 'acceptedSeq'> {
  return { kind, site, key, camera, day: localDayOf(time, timeZone) };
}
