import { sql, type Kysely } from 'kysely';
import type { RecordsStore } from '@fieldlapse/store';
import {
  timelapseMigrations,
  type DirtyDayRow,
  type RetiredRow,
  type SegmentRow,
  type TimelapseTables,
} from './tables.ts';

export interface CameraDayKey {
  readonly site: string;
  readonly camera: string;
  readonly day: string;
}

/** Size in pixels, and the frame that decided it. */
export interface FilmSize {
  readonly width: number;
  readonly height: number;
  readonly f: string;
}

/** What the encoder has to do and has done; every step is one transaction. */
export interface SegmentLedger {
  /** The last change of intake that was noted. */
  cursor(): Promise<number>;
  /** Notes days as dirty and moves the cursor behind their changes. */
  noteChanges(days: readonly CameraDayKey[], acceptedSeq: number): Promise<void>;
  /** Newest day first. */
  dirtyDays(): Promise<DirtyDayRow[]>;
  filmSize(site: string, camera: string): Promise<FilmSize | undefined>;
  /** Sets a camera's film size; where it was another, every encoded day of the camera becomes dirty. */
  setFilmSize(site: string, camera: string, size: FilmSize): Promise<void>;
  segments(): Promise<SegmentRow[]>;
  segment(key: CameraDayKey): Promise<SegmentRow | undefined>;
  /** Puts a day's segment (none where nothing could be shown) in the place of the old one, which retires. */
  commitDay(built: DirtyDayRow, segment: SegmentRow | undefined, now: number): Promise<void>;
  /** Segments that retired before `utcMs`. */
  retiredBefore(utcMs: number): Promise<RetiredRow[]>;
  forgetRetired(hash: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the encoder's own records. Throws `STORE_NEWER`, `STORE_UNWRITABLE`. */
export async function openSegmentLedger(records: RecordsStore): Promise<SegmentLedger> {
  const db = await records.openOwn<TimelapseTables>('timelapse', timelapseMigrations);
  return {
    async cursor() {
      return (await db.selectFrom('cursors').select('acceptedSeq').executeTakeFirst())?.acceptedSeq ?? 0;
    },
    noteChanges: (days, acceptedSeq) => noteChanges(db, days, acceptedSeq),
    dirtyDays: () =>
      db.selectFrom('dirtyDays').selectAll().orderBy('day', 'desc').orderBy('acceptedSeq', 'desc').execute(),
    filmSize: (site, camera) => filmSizeOf(db, site, camera),
    setFilmSize: (site, camera, size) => setFilmSize(db, site, camera, size),
    segments: () => db.selectFrom('segments').selectAll().execute(),
    segment: ({ site, camera, day }) =>
      db
        .selectFrom('segments')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('day', '=', day)
        .executeTakeFirst(),
    commitDay: (built, segment, now) => commitDay(db, built, segment, now),
    retiredBefore: (utcMs) => db.selectFrom('retired').selectAll().where('retiredAt', '<=', utcMs).execute(),
    async forgetRetired(hash) {
      await db.deleteFrom('retired').where('hash', '=', hash).execute();
    },
    close: () => db.destroy(),
  };
}

function noteChanges(db: Kysely<TimelapseTables>, days: readonly CameraDayKey[], acceptedSeq: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const { site, camera, day } of days) {
      await trx
        .insertInto('dirtyDays')
        .values({ site, camera, day, acceptedSeq })
        .onConflict((on) => on.columns(['site', 'camera', 'day']).doUpdateSet({ acceptedSeq }))
        .execute();
    }
    await trx
      .insertInto('cursors')
      .values({ name: 'changes', acceptedSeq })
      .onConflict((on) => on.column('name').doUpdateSet({ acceptedSeq }))
      .execute();
  });
}

function filmSizeOf(db: Kysely<TimelapseTables>, site: string, camera: string): Promise<FilmSize | undefined> {
  const sizes = db.selectFrom('filmSizes').select(['width', 'height', 'f']);
  return sizes.where('site', '=', site).where('camera', '=', camera).executeTakeFirst();
}

function setFilmSize(db: Kysely<TimelapseTables>, site: string, camera: string, size: FilmSize): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const old = await filmSizeOf(trx, site, camera);
    await trx
      .insertInto('filmSizes')
      .values({ site, camera, ...size })
      .onConflict((on) => on.columns(['site', 'camera']).doUpdateSet({ ...size }))
      .execute();
    if (!old || (old.width === size.width && old.height === size.height)) return;
    const encoded = trx
      .selectFrom('segments')
      .select(['site', 'camera', 'day', sql<number>`0`.as('acceptedSeq')])
      .where('site', '=', site)
      .where('camera', '=', camera);
    await trx
      .insertInto('dirtyDays')
      .columns(['site', 'camera', 'day', 'acceptedSeq'])
      .expression(encoded)
      .onConflict((on) => on.doNothing())
      .execute();
  });
}

function commitDay(
  db: Kysely<TimelapseTables>,
  { site, camera, day, acceptedSeq }: DirtyDayRow,
  segment: SegmentRow | undefined,
  now: number,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const old = await trx
      .deleteFrom('segments')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('day', '=', day)
      .returning('hash')
      .executeTakeFirst();
    if (segment) {
      await trx.insertInto('segments').values(segment).execute();
      await trx.deleteFrom('retired').where('hash', '=', segment.hash).execute();
    }
    if (old && old.hash !== segment?.hash) {
      const retired = { hash: old.hash, site, camera, day, retiredAt: now };
      await trx
        .insertInto('retired')
        .values(retired)
        .onConflict((on) => on.doNothing())
        .execute();
    }
    // A change, or another film size, that came while the day was encoded keeps it dirty.
    const size = await filmSizeOf(trx, site, camera);
    if (segment && size && (segment.width !== size.width || segment.height !== size.height)) return;
    await trx
      .deleteFrom('dirtyDays')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('day', '=', day)
      .where('acceptedSeq', '<=', acceptedSeq)
      .execute();
  });
}
