import { FieldlapseError, type FilmRange } from '@fieldlapse/contracts';
import { openIntakeReader, type IntakeReader, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { filmTimescale } from '../config.ts';
import { timelapseMigrations, type RetiredRow, type SegmentRow, type TimelapseTables } from '../segments/tables.ts';

/** An encoded day with its place in a film. */
export interface PlacedDay extends SegmentRow {
  /** Decode time of its first frame in the film, in ticks of {@link filmTimescale}. */
  readonly baseTicks: number;
  /** Sequence number of its first fragment, from 1. */
  readonly sequence: number;
}

/** What films are made of, read from the records of intake and timelapse; both may not exist yet. */
export interface StoredDays {
  /** The days of a range in order. Throws `FILM_EMPTY`. */
  placed(site: string, camera: string, range: FilmRange): Promise<PlacedDay[]>;
  /** The segment of that name, also one that was replaced lately. Throws `FILM_MISSING`. */
  named(hash: string): Promise<Pick<RetiredRow, 'site' | 'camera' | 'day' | 'hash'>>;
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
    async placed(site, camera, range) {
      const db = await timelapse.get();
      const rows = db ? await inRange(db, site, camera, range).selectAll().execute() : [];
      if (rows.length === 0) throw new FieldlapseError('FILM_EMPTY', `${site}/${camera}: no frame in the chosen days`);
      return place(rows);
    },
    async named(hash) {
      const db = await timelapse.get();
      const found = db && ((await segmentNamed(db, 'segments', hash)) ?? (await segmentNamed(db, 'retired', hash)));
      if (!found) throw new FieldlapseError('FILM_MISSING', `segment ${hash} is not, or no longer, in the store`);
      return found;
    },
    async thinned(site, camera, fromMs, toMs) {
      const rows = await (await intake.get())?.thinnedBetween(site, camera, fromMs, toMs);
      return rows?.map(({ observedAt }) => observedAt) ?? [];
    },
    async pending(site, camera) {
      const db = await timelapse.get();
      const cursor = await db?.selectFrom('cursors').select('acceptedSeq').executeTakeFirst();
      const ofCamera = db?.selectFrom('dirtyDays').select('day').where('site', '=', site).where('camera', '=', camera);
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
  let days = db.selectFrom('segments').where('site', '=', site).where('camera', '=', camera).orderBy('day');
  if (from !== undefined) days = days.where('day', '>=', from);
  if (last !== undefined) days = days.where('day', '<=', last);
  return days;
}

function segmentNamed(db: Kysely<TimelapseTables>, table: 'segments' | 'retired', hash: string) {
  return db.selectFrom(table).select(['site', 'camera', 'day', 'hash']).where('hash', '=', hash).executeTakeFirst();
}

function place(rows: readonly SegmentRow[]): PlacedDay[] {
  let baseTicks = 0;
  let sequence = 1;
  return rows.map((row) => {
    const placed = { ...row, baseTicks, sequence };
    baseTicks += row.ticks;
    sequence += row.fragments;
    return placed;
  });
}

/** Opens at first use, again at the next where the owner has not made its records yet. */
function onceThere<T>(open: () => Promise<T>): {
  get(): Promise<T | undefined>;
  close(end: (opened: T) => Promise<void>): Promise<void>;
} {
  let opening: Promise<T | undefined> | undefined;
  const opened = async (): Promise<T | undefined> => {
    try {
      return await open();
    } catch (error) {
      opening = undefined;
      if (error instanceof FieldlapseError && error.code === 'RECORDS_MISSING') return undefined;
      throw error;
    }
  };
  return {
    get: () => (opening ??= opened()),
    async close(end) {
      const there = await opening;
      if (there !== undefined) await end(there);
    },
  };
}

/** Seconds of a number of ticks. */
export function secondsOf(ticks: number): number {
  return ticks / filmTimescale;
}
