import { FieldlapseError, type FilmRange } from '@fieldlapse/contracts';
import { onceThere, openIntakeReader, type IntakeReader, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { idBatches } from '../segments/id-batches.ts';
import { timelapseMigrations, type RetiredRow, type SegmentRow, type TimelapseTables } from '../segments/tables.ts';
import { seasonGroupOf } from '../spans.ts';

/** What films are made of, read from the records of intake and timelapse; both may not exist yet. */
export interface StoredDays {
  /** The segments of a range in order, from the whole groups that hold its days for a season film. Throws `FILM_EMPTY`. */
  segments(site: string, camera: string, range: FilmRange): Promise<SegmentRow[]>;
  /** The segment of that name, also one that was replaced lately. Throws `FILM_MISSING`. */
  named(hash: string): Promise<Pick<RetiredRow, 'site' | 'camera' | 'film' | 'day' | 'hash'>>;
  /** The current segment of that name; throws `FILM_MISSING`. */
  row(hash: string): Promise<SegmentRow>;
  /** Colour profiles of frames, as far as they are known. */
  profiles(frames: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Times of frames that the edge dropped, UTC ms, in order. */
  thinned(site: string, camera: string, fromMs: number, toMs: number): Promise<number[]>;
  /** Local days whose frames are accepted but not all encoded yet. */
  pending(site: string, camera: string): Promise<number>;
  close(): Promise<void>;
}

const mostChanges = 100_000;

export function openStoredDays(records: RecordsStore): StoredDays {
  const timelapse = onceThere(() => records.openReadOnly<TimelapseTables>('timelapse', timelapseMigrations.length));
  const intake = onceThere(() => openIntakeReader(records));
  return {
    async segments(site, camera, range) {
      const db = await timelapse.get();
      const rows = db ? await inRange(db, site, camera, range).selectAll().execute() : [];
      if (rows.length === 0) throw new FieldlapseError('FILM_EMPTY', `${site}/${camera}: no frame in the chosen days`);
      return rows;
    },
    async named(hash) {
      const db = await timelapse.get();
      const found = db && ((await segmentNamed(db, 'segments', hash)) ?? (await segmentNamed(db, 'retired', hash)));
      if (!found) throw new FieldlapseError('FILM_MISSING', `segment ${hash} is not, or no longer, in the store`);
      return found;
    },
    async row(hash) {
      const db = await timelapse.get();
      const found = await db?.selectFrom('segments').selectAll().where('hash', '=', hash).executeTakeFirst();
      if (!found) throw new FieldlapseError('FILM_MISSING', `segment ${hash} is not, or no longer, in the store`);
      return found;
    },
    async profiles(frames) {
      const db = await timelapse.get();
      const found = new Map<string, Uint8Array>();
      for (const ids of db ? idBatches(frames) : []) {
        const rows = await db!.selectFrom('measures').select(['f', 'profile']).where('f', 'in', ids).execute();
        for (const { f, profile } of rows) if (profile) found.set(f, profile);
      }
      return found;
    },
    async thinned(site, camera, fromMs, toMs) {
      const rows = await (await intake.get())?.thinnedBetween(site, camera, fromMs, toMs);
      return rows?.map(({ observedAt }) => observedAt) ?? [];
    },
    async pending(site, camera) {
      const db = await timelapse.get();
      const cursor = await db?.selectFrom('cursors').select('acceptedSeq').executeTakeFirst();
      const ofCamera = db?.selectFrom('dirty').select('day').where('site', '=', site).where('camera', '=', camera);
      const dirty = (await ofCamera?.execute()) ?? [];
      const fresh = await (await intake.get())?.changesAfter(cursor?.acceptedSeq ?? 0, mostChanges, { site, camera });
      return new Set([...dirty, ...(fresh ?? [])].map(({ day }) => day)).size;
    },
    async close() {
      await timelapse.close((db: Kysely<TimelapseTables>) => db.destroy());
      await intake.close((reader: IntakeReader) => reader.close());
    },
  };
}

function inRange(db: Kysely<TimelapseTables>, site: string, camera: string, { kind, from, to }: FilmRange) {
  const last = kind === 'day' ? from : to;
  const film = kind === 'season' ? 'season' : 'full';
  const first = kind === 'season' && from !== undefined ? seasonGroupOf(from) : from;
  const ofCamera = db.selectFrom('segments').where('site', '=', site).where('camera', '=', camera);
  let days = ofCamera.where('film', '=', film).orderBy('day');
  if (first !== undefined) days = days.where('day', '>=', first);
  if (last !== undefined) days = days.where('day', '<=', last);
  return days;
}

function segmentNamed(db: Kysely<TimelapseTables>, table: 'segments' | 'retired', hash: string) {
  return db
    .selectFrom(table)
    .select(['site', 'camera', 'film', 'day', 'hash'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}
