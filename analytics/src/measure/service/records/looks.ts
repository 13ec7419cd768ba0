import type { LookRow } from '@fieldlapse/store';
import type { CameraName } from './pending.ts';
import type { MeasureRecords } from './open.ts';

/** What frames said of themselves, kept so that none is decoded again to judge another. */
export interface Looks {
  of(f: string): Promise<LookRow | undefined>;
  /** The newest of a camera's frames before a time that teach, of this version, at most `limit`, not older than `sinceMs`. */
  teachersBefore(camera: CameraName, before: LookedAt, version: string, limit: number): Promise<LookRow[]>;
  /** Those before a time that were held against a reference, newest first. */
  viewedBefore(camera: CameraName, before: LookedAt, reference: string, limit: number): Promise<LookRow[]>;
  /** Frames after one that were looked at already, in order of time. */
  after(camera: CameraName, at: LookedAt, limit: number): Promise<LookRow[]>;
  put(row: LookRow): Promise<void>;
}

/** A frame's place in time, and how far from it others count. */
export interface LookedAt {
  readonly f: string;
  readonly observedAt: number;
  readonly withinMs: number;
}

export function lookTable(db: MeasureRecords): Looks {
  const ofCamera = ({ site, camera }: CameraName) =>
    db.selectFrom('looks').selectAll().where('site', '=', site).where('camera', '=', camera);
  const before = (camera: CameraName, { f, observedAt, withinMs }: LookedAt) =>
    ofCamera(camera)
      // A frame whose time was corrected stands there with its old one: it tells nothing of itself.
      .where('f', '<>', f)
      .where('observedAt', '>=', observedAt - withinMs)
      .where('observedAt', '<=', observedAt)
      .where((eb) => eb.or([eb('observedAt', '<', observedAt), eb('f', '<', f)]))
      .orderBy('observedAt', 'desc')
      .orderBy('f', 'desc');
  return {
    of: (f) => db.selectFrom('looks').selectAll().where('f', '=', f).executeTakeFirst(),
    teachersBefore: (camera, at, version, limit) =>
      before(camera, at).where('teaches', '=', 1).where('version', '=', version).limit(limit).execute(),
    viewedBefore: (camera, at, reference, limit) =>
      before(camera, at).where('reference', '=', reference).limit(limit).execute(),
    after: (camera, { f, observedAt, withinMs }, limit) =>
      ofCamera(camera)
        .where('observedAt', '>=', observedAt)
        .where('observedAt', '<=', observedAt + withinMs)
        .where((eb) => eb.or([eb('observedAt', '>', observedAt), eb('f', '>', f)]))
        .orderBy('observedAt')
        .orderBy('f')
        .limit(limit)
        .execute(),
    put: (row) => putLook(db, row),
  };
}

/** Keeps a look; part of the caller's transaction. */
export async function putLook(trx: MeasureRecords, row: LookRow): Promise<void> {
  await trx
    .insertInto('looks')
    .values(row)
    .onConflict((on) => on.column('f').doUpdateSet(row))
    .execute();
}
