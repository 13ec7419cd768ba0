import { setImmediate as othersFirst } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { addDays, localDayOf, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import type { FrameRow, IntakeTables, ThinnedRow } from './tables.ts';

/** A camera that has frames. Times are `observedAt`, UTC ms, uncertain ones included. */
export interface CameraSummary {
  readonly site: string;
  readonly camera: string;
  readonly frames: number;
  readonly firstObservedAt: number;
  readonly lastObservedAt: number;
}

/** A local day on which a camera has frames: UTC ms `[from, to)`. */
export interface CameraDay {
  readonly day: LocalDay;
  readonly from: number;
  readonly to: number;
  readonly frames: number;
}

/** Part of a camera's frames: `from <= observedAt < to` in UTC ms, at most `limit` after `offset`. */
export interface FrameQuery {
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly offset?: number;
  /** `oldest` first, or `newest` first (page back with `to`); `oldest` where absent. */
  readonly first?: 'oldest' | 'newest';
}

/** What is asked of stored frames. Frames of uncertain time are included: callers choose by `timeQuality`. */
export interface FrameQueries {
  frame(f: string): Promise<FrameRow | undefined>;
  frames(site: string, camera: string, query: FrameQuery): Promise<FrameRow[]>;
  /** Every frame with `fromMs <= observedAt < toMs` in time order, equal times by id. */
  framesOfDay(site: string, camera: string, fromMs: number, toMs: number): Promise<FrameRow[]>;
  latestFrame(site: string, camera: string): Promise<FrameRow | undefined>;
  cameras(): Promise<CameraSummary[]>;
  /** The local days that have frames, in order. */
  daysOf(site: string, camera: string, timeZone: string): Promise<CameraDay[]>;
  /**
   * The local days, in order, of which retention gave up pictures: such a day can no longer be encoded from its frames, its
   * segment is the source.
   */
  frozenDays(site: string, camera: string, timeZone: string): Promise<LocalDay[]>;
  /** Frames that the edge dropped, `fromMs <= observedAt < toMs`, in time order. */
  thinnedBetween(site: string, camera: string, fromMs: number, toMs: number): Promise<ThinnedRow[]>;
}

/**
 * {@link FrameQueries} over the intake database. Every one is answered from an index. Those that ask for each day of years let
 * what else waits in the process go first after every day.
 */
export function frameQueries(db: Kysely<IntakeTables>): FrameQueries {
  const framesOf = (site: string, camera: string, from = 0, to = Number.MAX_SAFE_INTEGER) =>
    db
      .selectFrom('frames')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('observedAt', '>=', from)
      .where('observedAt', '<', to);

  return {
    frame: (f) => db.selectFrom('frames').selectAll().where('f', '=', f).executeTakeFirst(),
    frames: (site, camera, { from, to, limit, offset = 0, first = 'oldest' }) => {
      const order = first === 'oldest' ? 'asc' : 'desc';
      const rows = framesOf(site, camera, from, to).selectAll().orderBy('observedAt', order).orderBy('f', order);
      return rows.limit(limit).offset(offset).execute();
    },
    framesOfDay: (site, camera, fromMs, toMs) =>
      framesOf(site, camera, fromMs, toMs).selectAll().orderBy('observedAt').orderBy('f').execute(),
    latestFrame: (site, camera) =>
      framesOf(site, camera).selectAll().orderBy('observedAt', 'desc').orderBy('f', 'desc').limit(1).executeTakeFirst(),
    cameras: async () => {
      const answer = await sql<CameraSummary>`
        select site, camera, frames,
          (select min(observedAt) from frames f where f.site = c.site and f.camera = c.camera) as firstObservedAt,
          (select max(observedAt) from frames f where f.site = c.site and f.camera = c.camera) as lastObservedAt
        from cameras c where frames > 0 order by site, camera`.execute(db);
      return answer.rows;
    },
    daysOf: async (site, camera, timeZone) => {
      const days: CameraDay[] = [];
      for (let at = 0; ;) {
        const next = await framesOf(site, camera, at)
          .select('observedAt')
          .orderBy('observedAt')
          .limit(1)
          .executeTakeFirst();
        if (!next) return days;
        const day = localDayOf(next.observedAt, timeZone);
        const from = startOfLocalDay(day, timeZone);
        const to = startOfLocalDay(addDays(day, 1), timeZone);
        const counted = framesOf(site, camera, from, to).select((eb) => eb.fn.countAll<number>().as('frames'));
        days.push({ day, from, to, ...(await counted.executeTakeFirstOrThrow()) });
        at = to;
        await othersFirst();
      }
    },
    frozenDays: async (site, camera, timeZone) => {
      const days: LocalDay[] = [];
      for (let at = 0; ;) {
        const next = await framesOf(site, camera, at)
          .select('observedAt')
          .where('originalDeletedAt', 'is not', null)
          .orderBy('observedAt')
          .limit(1)
          .executeTakeFirst();
        if (!next) return days;
        const day = localDayOf(next.observedAt, timeZone);
        days.push(day);
        at = startOfLocalDay(addDays(day, 1), timeZone);
        await othersFirst();
      }
    },
    thinnedBetween: (site, camera, fromMs, toMs) =>
      db
        .selectFrom('thinned')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('observedAt', '>=', fromMs)
        .where('observedAt', '<', toMs)
        .orderBy('observedAt')
        .orderBy('f')
        .execute(),
  };
}
