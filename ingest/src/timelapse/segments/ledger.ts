import { addDays, type LocalDay } from '@fieldlapse/contracts';
import { sql, type Kysely } from 'kysely';
import type { RecordsStore } from '@fieldlapse/store';
import {
  timelapseMigrations,
  type DirtyRow,
  type FilmName,
  type RetiredRow,
  type SegmentRow,
  type TimelapseTables,
} from './tables.ts';
import { lookBackDays, seasonGroupDays } from '../spans.ts';

/** Names a segment by its film and its first day. */
export interface SegmentName {
  readonly site: string;
  readonly camera: string;
  readonly film: FilmName;
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
  /** Notes segments as dirty, with those that look back at them, and moves the cursor behind their changes. */
  noteChanges(changed: readonly SegmentName[], acceptedSeq: number): Promise<void>;
  /** Notes every segment of a camera from a day on as dirty. */
  noteAllFrom(site: string, camera: string, day: string): Promise<void>;
  /** What changed itself first, the newest day first. */
  dirty(): Promise<DirtyRow[]>;
  filmSize(site: string, camera: string): Promise<FilmSize | undefined>;
  /** Sets a camera's film size; where it was another, every encoded day of the camera becomes dirty. */
  setFilmSize(site: string, camera: string, size: FilmSize): Promise<void>;
  segments(): Promise<SegmentRow[]>;
  segment(name: SegmentName): Promise<SegmentRow | undefined>;
  /** Puts a segment (none where nothing could be shown) in the place of the old one, which retires. */
  commit(built: DirtyRow, segment: SegmentRow | undefined, now: number): Promise<void>;
  /** Segments that retired before `utcMs`. */
  retiredBefore(utcMs: number): Promise<RetiredRow[]>;
  forgetRetired(hash: string): Promise<void>;
}

/** Opens the service's own records. Throws `STORE_NEWER`, `STORE_UNWRITABLE`. */
export function openTimelapseRecords(records: RecordsStore): Promise<Kysely<TimelapseTables>> {
  return records.openOwn<TimelapseTables>('timelapse', timelapseMigrations);
}

export function segmentLedger(db: Kysely<TimelapseTables>): SegmentLedger {
  return {
    async cursor() {
      return (await db.selectFrom('cursors').select('acceptedSeq').executeTakeFirst())?.acceptedSeq ?? 0;
    },
    noteChanges: (changed, acceptedSeq) => noteChanges(db, changed, acceptedSeq),
    noteAllFrom: (site, camera, day) => dirtySegments(db, site, camera, day),
    dirty: () =>
      db
        .selectFrom('dirty')
        .selectAll()
        .orderBy('follows')
        .orderBy('day', 'desc')
        .orderBy('film', 'desc')
        .orderBy('acceptedSeq', 'desc')
        .execute(),
    filmSize: (site, camera) => filmSizeOf(db, site, camera),
    setFilmSize: (site, camera, size) => setFilmSize(db, site, camera, size),
    segments: () => db.selectFrom('segments').selectAll().execute(),
    segment: (name) => segmentNamed(db, name),
    commit: (built, segment, now) => commit(db, built, segment, now),
    retiredBefore: (utcMs) => db.selectFrom('retired').selectAll().where('retiredAt', '<=', utcMs).execute(),
    async forgetRetired(hash) {
      await db.deleteFrom('retired').where('hash', '=', hash).execute();
    },
  };
}

/** The encoded segment of that name; undefined where there is none. */
export function segmentNamed(
  db: Kysely<TimelapseTables>,
  { site, camera, film, day }: SegmentName,
): Promise<SegmentRow | undefined> {
  return db
    .selectFrom('segments')
    .selectAll()
    .where('site', '=', site)
    .where('camera', '=', camera)
    .where('film', '=', film)
    .where('day', '=', day)
    .executeTakeFirst();
}

function noteChanges(db: Kysely<TimelapseTables>, changed: readonly SegmentName[], acceptedSeq: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const { site, camera, film, day } of changed) {
      await putDirty(trx, { site, camera, film, day, acceptedSeq, follows: 0 }, { acceptedSeq, follows: 0 });
      for (const follower of await followersOf(trx, { site, camera, film, day })) {
        await putDirty(trx, { site, camera, film, day: follower, acceptedSeq, follows: 1 }, { acceptedSeq });
      }
    }
    await trx
      .insertInto('cursors')
      .values({ name: 'changes', acceptedSeq })
      .onConflict((on) => on.column('name').doUpdateSet({ acceptedSeq }))
      .execute();
  });
}

async function putDirty(trx: Kysely<TimelapseTables>, row: DirtyRow, update: Partial<DirtyRow>): Promise<void> {
  await trx
    .insertInto('dirty')
    .values(row)
    .onConflict((on) => on.columns(['site', 'camera', 'film', 'day']).doUpdateSet(update))
    .execute();
}

/**
 * Segments, encoded or about to be, that look back at this one: those that begin within the window of light and view, and
 * the next one after it, whose card tells how long nothing was seen.
 */
async function followersOf(
  trx: Kysely<TimelapseTables>,
  { site, camera, film, day }: SegmentName,
): Promise<readonly string[]> {
  const last = addDays(day as LocalDay, lookBackDays + (film === 'season' ? seasonGroupDays - 1 : 0));
  const days = (table: 'segments' | 'dirty') =>
    trx
      .selectFrom(table)
      .select('day')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('film', '=', film)
      .where('day', '>', day);
  const found: string[] = [];
  for (const table of ['segments', 'dirty'] as const) {
    const within = await days(table).where('day', '<=', last).execute();
    const next = await days(table).orderBy('day').limit(1).executeTakeFirst();
    found.push(...within.map((row) => row.day), ...(next ? [next.day] : []));
  }
  return [...new Set(found)];
}

/** Puts every segment of a camera from a day on among the dirty ones; what is dirty already stays as it is. */
async function dirtySegments(db: Kysely<TimelapseTables>, site: string, camera: string, from = ''): Promise<void> {
  const encoded = db
    .selectFrom('segments')
    .select(['site', 'camera', 'film', 'day', sql<number>`0`.as('acceptedSeq'), sql<0>`0`.as('follows')])
    .where('site', '=', site)
    .where('camera', '=', camera)
    .where('day', '>=', from);
  await db
    .insertInto('dirty')
    .columns(['site', 'camera', 'film', 'day', 'acceptedSeq', 'follows'])
    .expression(encoded)
    .onConflict((on) => on.doNothing())
    .execute();
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
    await dirtySegments(trx, site, camera);
  });
}

function commit(
  db: Kysely<TimelapseTables>,
  { site, camera, film, day, acceptedSeq }: DirtyRow,
  segment: SegmentRow | undefined,
  now: number,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const old = await trx
      .deleteFrom('segments')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('film', '=', film)
      .where('day', '=', day)
      .returning('hash')
      .executeTakeFirst();
    if (segment) {
      await trx.insertInto('segments').values(segment).execute();
      await trx.deleteFrom('retired').where('hash', '=', segment.hash).execute();
    }
    if (old && old.hash !== segment?.hash) {
      const retired = { hash: old.hash, site, camera, film, day, retiredAt: now };
      await trx
        .insertInto('retired')
        .values(retired)
        .onConflict((on) => on.doNothing())
        .execute();
    }
    // A change, or another film size, that came while the segment was encoded keeps it dirty.
    const size = await filmSizeOf(trx, site, camera);
    if (segment && size && (segment.width !== size.width || segment.height !== size.height)) return;
    await trx
      .deleteFrom('dirty')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('film', '=', film)
      .where('day', '=', day)
      .where('acceptedSeq', '<=', acceptedSeq)
      .execute();
  });
}
