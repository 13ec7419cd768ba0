import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameIdOf, localDayOf, sha256Hex, siteConfig } from '@fieldlapse/contracts';
import { manualClock, silentLogger, type Running } from '@fieldlapse/runtime';
import {
  intakeMigrations,
  openCitations,
  openStores,
  previewKey,
  type FrameRow,
  type IntakeTables,
  type Stores,
} from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { openGroupCommit } from '../../src/intake/commit/group-commit.ts';
import { openOriginals, type Originals } from '../../src/intake/originals.ts';
import { startRetention, type RetentionParts } from '../../src/retention/start-retention.ts';
import { seasonGroupOf } from '../../src/timelapse/spans.ts';
import { segmentKey, timelapseMigrations, type TimelapseTables } from '../../src/timelapse/segments/tables.ts';

const timeZone = 'Asia/Ho_Chi_Minh';
export const camera = 'ruong-lua';
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** 06:00 of 1 March 2026 at the farm. */
export const firstMorning = Date.parse('2026-03-01T06:00:00+07:00');
export const sites = [siteConfig.parse({ id: 'demo', timeZone, cameras: [{ name: camera }] })];
export const dayOf = (observedAt: number): string => localDayOf(observedAt, timeZone);

/** Real stores with the records of intake and of the timelapse service, filled row by row as these would. */
export interface Archive {
  readonly folder: string;
  readonly stores: Stores;
  readonly intake: Kysely<IntakeTables>;
  readonly timelapse: Kysely<TimelapseTables>;
  readonly clock: ReturnType<typeof manualClock>;
  readonly originals: Originals;
  accept(observedAt: number, fields?: Partial<FrameRow>): Promise<FrameRow>;
  /** Notes that the films of these frames' days are encoded; the first frame of each day is the season's. */
  film(frames: readonly FrameRow[]): Promise<void>;
  cite(frames: readonly Pick<FrameRow, 'f'>[], by?: string): Promise<{ readonly retired: readonly string[] }>;
  start(parts?: Partial<RetentionParts>): Promise<Running>;
  /** What became of each frame's picture: `kept`, `gone` with its preview there, or what should never be seen. */
  fates(frames: readonly FrameRow[]): Promise<string[]>;
}

/** An archive a hundred days after {@link firstMorning}, of the running test alone where no folder is named. */
export async function openArchive(inFolder?: string): Promise<Archive> {
  const folder = inFolder ?? (await mkdtemp(join(tmpdir(), 'fieldlapse-retention-')));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const timelapse = await stores.records.openOwn<TimelapseTables>('timelapse', timelapseMigrations);
  const clock = manualClock(firstMorning + 100 * dayMs);
  const originals = openOriginals(intake, openGroupCommit(intake));
  if (inFolder === undefined) {
    onTestFinished(async () => {
      await stores.close();
      await rm(folder, { recursive: true });
    });
  }
  return {
    ...{ folder, stores, intake, timelapse, clock, originals },
    accept: (observedAt, fields = {}) => accept(intake, stores, observedAt, fields),
    film: (frames) => film(intake, timelapse, stores, frames),
    async cite(frames, by = 'lot-1') {
      const citations = await openCitations(stores.records);
      return citations
        .cite(
          frames.map(({ f }) => f),
          by,
          1,
        )
        .finally(() => citations.close());
    },
    start: (parts = {}) =>
      startRetention({
        ...{ stores, sites: () => sites, clock, logger: silentLogger, freeBytes: async () => 0, everyMs: 20 },
        originals,
        policy: { keepOriginalsDays: 30, keepPerDay: 3 },
        ...parts,
      }),
    fates: (frames) => Promise.all(frames.map((frame) => fateOf(intake, stores, frame))),
  };
}

async function accept(
  intake: Kysely<IntakeTables>,
  { blobs }: Stores,
  observedAt: number,
  fields: Partial<FrameRow>,
): Promise<FrameRow> {
  const jpeg = await picture(observedAt);
  const sha256 = sha256Hex(jpeg);
  const origin = { device: 'node-1', camera, boot: '1-00000000', seq: observedAt };
  const f = frameIdOf({ ...origin, sha256 });
  const times = { capturedAt: observedAt, mono: 0, clk: 'ntp', observedAt, receivedAt: observedAt };
  const shape = { bytes: jpeg.length, sha256, width: 640, height: 480, quality: null, alert: null };
  const blobKey = `frames/demo/${camera}/${f}.jpg`;
  const row = { f, site: 'demo', ...origin, ...times, timeQuality: 'measured', ...shape, blobKey, ...fields } as const;
  await blobs.put(blobKey, jpeg);
  await intake.insertInto('frames').values(row).execute();
  await intake
    .insertInto('changes')
    .values({ kind: 'frame', site: 'demo', key: f, camera, day: dayOf(observedAt) })
    .execute();
  return row;
}

/** Noise of its own for every capture. */
function picture(observedAt: number): Promise<Buffer> {
  const small = Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, at) => (at * 7919 + observedAt / 60_000) % 251));
  return sharp(small, { raw: { width: 40, height: 30, channels: 3 } })
    .resize(640, 480)
    .jpeg()
    .toBuffer();
}

async function film(
  intake: Kysely<IntakeTables>,
  timelapse: Kysely<TimelapseTables>,
  { blobs }: Stores,
  frames: readonly FrameRow[],
): Promise<void> {
  const settings = { init: 'i', settings: 's', fps: 24, width: 640, height: 480, fragments: 1, ticks: 1, bytes: 1 };
  const groups = new Map<string, FrameRow[]>();
  for (const [day, ofDay] of Map.groupBy(frames, ({ observedAt }) => dayOf(observedAt))) {
    groups.set(`full/${day}`, ofDay);
    const season = `season/${seasonGroupOf(day)}`;
    groups.set(season, [...(groups.get(season) ?? []), ...ofDay.slice(0, 1)]);
  }
  for (const [name, shown] of groups) {
    const [kind, day = ''] = name.split('/');
    const segment = { site: 'demo', camera, film: kind as 'full' | 'season', day, hash: sha256Hex(name).slice(0, 32) };
    const json = JSON.stringify(shown.map(({ f, observedAt, sha256 }) => ({ f, observedAt, sha256 })));
    const row = { ...segment, ...settings, firstObservedAt: 0, frames: json, cards: '[]', head: null };
    await blobs.put(segmentKey(segment), Buffer.from('film'));
    await timelapse
      .insertInto('segments')
      .values(row)
      .onConflict((on) => on.columns(['site', 'camera', 'film', 'day']).doUpdateSet(row))
      .execute();
  }
  const { last } = await intake
    .selectFrom('changes')
    .select((eb) => eb.fn.max<number>('acceptedSeq').as('last'))
    .executeTakeFirstOrThrow();
  await timelapse
    .insertInto('cursors')
    .values({ name: 'changes', acceptedSeq: last })
    .onConflict((on) => on.column('name').doUpdateSet({ acceptedSeq: last }))
    .execute();
}

async function fateOf(intake: Kysely<IntakeTables>, { blobs }: Stores, frame: FrameRow): Promise<string> {
  const row = await intake.selectFrom('frames').selectAll().where('f', '=', frame.f).executeTakeFirstOrThrow();
  const bytes = await blobs.size(frame.blobKey);
  if (bytes !== undefined) return typeof row.originalDeletedAt === 'number' ? 'marked, picture there' : 'kept';
  if (typeof row.originalDeletedAt !== 'number') return 'LOST: not marked';
  const { width, height } = await sharp(await blobs.get(previewKey(frame))).metadata();
  return width === 320 && height === 240 && row.sha256 === frame.sha256 ? 'gone' : 'LOST: no preview';
}
