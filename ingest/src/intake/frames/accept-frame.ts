import { FieldlapseError, type ErrorCode, type FrameMeta, type LocalDay } from '@fieldlapse/contracts';
import { readJpegHeader, type JpegHeader } from '@fieldlapse/imaging';
import { observedTimeOf, type BlobStore } from '@fieldlapse/store';
import { addChanges } from '../commit/changes.ts';
import { daysOf, noteStamps } from '../devices/run-clock.ts';
import type { GroupCommit, Trx } from '../commit/group-commit.ts';
import type { Origin } from '../replies.ts';

/** A frame with everything that intake knows of it. */
export interface ArrivedFrame {
  readonly origin: Origin;
  readonly meta: FrameMeta;
  readonly receivedAt: number;
  readonly timeZone: string;
}

/** What became of a frame; `stored` only after picture and record were fsynced. */
export type AcceptOutcome =
  | { readonly outcome: 'stored'; readonly acceptedSeq: number; readonly day: LocalDay }
  | { readonly outcome: 'dup' }
  | { readonly outcome: 'bad'; readonly code: ErrorCode; readonly message: string };

/** Key of a frame's picture; all parts are checked ids. */
function frameBlobKey(site: string, camera: string, f: string): string {
  return `frames/${site}/${camera}/${f.slice(0, 2)}/${f}.jpg`;
}

/**
 * Accepts a whole picture whose size and hash were checked: JPEG header, durable blob, then row and change in one
 * transaction. A crash between blob and row leaves a blob that the resent frame finds. Throws `STORE_FULL` and the like.
 */
export async function acceptFrame(
  stores: { blobs: BlobStore; commits: GroupCommit },
  frame: ArrivedFrame,
  jpeg: Buffer,
): Promise<AcceptOutcome> {
  let header: JpegHeader;
  try {
    header = readJpegHeader(jpeg);
  } catch (error) {
    if (!(error instanceof FieldlapseError)) throw error;
    return { outcome: 'bad', code: error.code, message: error.message };
  }
  const blobKey = frameBlobKey(frame.origin.site, frame.meta.camera, frame.meta.f);
  await stores.blobs.put(blobKey, jpeg);
  return stores.commits.run((trx) => insertFrame(trx, frame, header, blobKey));
}

/** Records that the edge dropped a frame under its thinning policy. */
export function acceptThinned(commits: GroupCommit, frame: ArrivedFrame): Promise<AcceptOutcome> {
  return commits.run(async (trx) => {
    const { thinned } = frame.meta;
    if (!thinned || (await isKnown(trx, frame.meta.f, true))) return { outcome: 'dup' };
    const row = await describe(trx, frame);
    await trx
      .insertInto('thinned')
      .values({ ...row, thinnedAt: thinned.at, reason: thinned.reason })
      .execute();
    return appended(trx, frame, 'thinned', row.observedAt);
  });
}

/** True where the frame is stored, or, for a `thinned` one, its tombstone is. */
export async function isKnown(db: Pick<Trx, 'selectFrom'>, f: string, thinned: boolean): Promise<boolean> {
  if (await db.selectFrom('frames').select('f').where('f', '=', f).executeTakeFirst()) return true;
  if (!thinned) return false;
  return (await db.selectFrom('thinned').select('f').where('f', '=', f).executeTakeFirst()) !== undefined;
}

async function insertFrame(
  trx: Trx,
  frame: ArrivedFrame,
  { width, height }: JpegHeader,
  blobKey: string,
): Promise<AcceptOutcome> {
  const { meta } = frame;
  if (await isKnown(trx, meta.f, false)) return { outcome: 'dup' };
  const row = await describe(trx, frame);
  const quality = meta.quality ? JSON.stringify(meta.quality) : null;
  await trx
    .insertInto('frames')
    .values({ ...row, width, height, quality, alert: meta.alert ?? null, blobKey })
    .execute();
  // The picture has come after all: its tombstone would show a gap that is none.
  await trx.deleteFrom('thinned').where('f', '=', meta.f).execute();
  return appended(trx, frame, 'frame', row.observedAt);
}

async function describe(trx: Trx, { origin, meta, receivedAt, timeZone }: ArrivedFrame) {
  const { f, camera, boot, seq, mono, clk, bytes, sha256 } = meta;
  const clock = await noteStamps(trx, { ...origin, boot, timeZone }, [meta], receivedAt);
  const time = observedTimeOf(meta, receivedAt, clock);
  return { f, ...origin, camera, boot, seq, capturedAt: meta.t, mono, clk, ...time, receivedAt, bytes, sha256 };
}

async function appended(
  trx: Trx,
  { origin, meta, timeZone }: ArrivedFrame,
  kind: 'frame' | 'thinned',
  observedAt: number,
): Promise<AcceptOutcome> {
  const [day = ''] = daysOf([observedAt], timeZone);
  const change = { kind, site: origin.site, key: meta.f, camera: meta.camera, day };
  return { outcome: 'stored', acceptedSeq: await addChanges(trx, [change]), day };
}
