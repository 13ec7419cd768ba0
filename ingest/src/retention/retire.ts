import { FieldlapseError, localDayOf, timeZoneOf, type ErrorCode } from '@fieldlapse/contracts';
import { makeThumbnail } from '@fieldlapse/imaging';
import { sleep, type Logger } from '@fieldlapse/runtime';
import { previewKey, type BlobStore, type FrameRow, type IntakeReader } from '@fieldlapse/store';
import type { Originals } from '../intake/originals.ts';
import type { SurveyParts } from './survey.ts';

/** What deleting pictures needs. */
export interface RetireParts extends Pick<SurveyParts, 'citedAmong' | 'sites' | 'now'> {
  readonly blobs: BlobStore;
  readonly intake: Pick<IntakeReader, 'frame'>;
  readonly originals: Originals;
  readonly film: Pick<SurveyParts['film'], 'shown'>;
  readonly logger: Logger;
}

const previewWidthPx = 320;
/** A deleted file may stand there again after a power cut until the disk has written its folder: it is deleted again until then. */
const deletedForGoodMs = 10 * 60_000;
/** Few at a time, so that on a full disk the pictures deleted make room for the next previews. */
const batch = 32;

/**
 * Gives pictures up: the preview is durable before the row is marked, and the row is marked before the picture is deleted.
 * A crash in between is finished by {@link finishRetiring}. Between the mark and the deletion it is asked once more whether a record
 * cites the frame and whether the film is still in step: whoever cites, or encodes, after that sees the mark. Returns how
 * many pictures are gone. Throws what the stores throw, and the signal's reason.
 */
export async function retire(parts: RetireParts, frames: readonly FrameRow[], signal: AbortSignal): Promise<number> {
  let gone = 0;
  for (let at = 0; at < frames.length; at += batch) {
    const previewed: FrameRow[] = [];
    for (const frame of frames.slice(at, at + batch)) {
      signal.throwIfAborted();
      if (await makePreview(parts, frame, signal)) previewed.push(frame);
    }
    const ready = await deletable(parts, previewed);
    if (ready.length === 0) continue;
    await parts.originals.giveUp(
      ready.map(({ f }) => f),
      parts.now(),
    );
    gone += await deleteMarked(parts, ready);
  }
  return gone;
}

/** Finishes what an earlier run of {@link retire} left: deletes or takes back, and forgets what is gone for good. */
export async function finishRetiring(parts: RetireParts, signal: AbortSignal): Promise<void> {
  const retiring = await parts.originals.retiring();
  for (let at = 0; at < retiring.length; at += batch) {
    signal.throwIfAborted();
    const some = retiring.slice(at, at + batch);
    const frames = await Promise.all(some.map(({ f }) => parts.intake.frame(f)));
    await deleteMarked(
      parts,
      frames.filter((frame) => frame !== undefined),
    );
    const settled = some.filter(({ since }) => Date.now() - since > deletedForGoodMs);
    if (settled.length > 0) await parts.originals.gone(settled.map(({ f }) => f));
  }
}

/** Deletes the pictures of marked frames, save those that must stay after all; these are unmarked. */
async function deleteMarked(parts: RetireParts, frames: readonly FrameRow[]): Promise<number> {
  const there: FrameRow[] = [];
  for (const frame of frames) if ((await parts.blobs.size(frame.blobKey)) !== undefined) there.push(frame);
  const going = new Set(await deletable(parts, there));
  const staying = there.filter((frame) => !going.has(frame)).map(({ f }) => f);
  if (staying.length > 0) await parts.originals.takeBack(staying);
  for (const { blobKey } of going) await parts.blobs.delete(blobKey);
  return going.size;
}

/** Those of the frames that nobody cites and that the film of their day, in step with it, shows. */
async function deletable(
  { citedAmong, film, sites }: RetireParts,
  frames: readonly FrameRow[],
): Promise<readonly FrameRow[]> {
  const cited = await citedAmong(frames.map(({ f }) => f));
  const dayOf = ({ site, observedAt }: FrameRow): string => localDayOf(observedAt, timeZoneOf(sites(), site));
  const shown = new Map<string, ReadonlySet<string> | undefined>();
  const keyOf = (frame: FrameRow): string => `${frame.site}/${frame.camera}/${dayOf(frame)}`;
  for (const frame of frames) {
    if (!shown.has(keyOf(frame))) shown.set(keyOf(frame), await film.shown(frame.site, frame.camera, dayOf(frame)));
  }
  return frames.filter((frame) => !cited.has(frame.f) && shown.get(keyOf(frame))?.has(frame.f) === true);
}

/** True once the preview is durable; false where the picture cannot be read, which then stays. */
async function makePreview({ blobs, logger }: RetireParts, frame: FrameRow, signal: AbortSignal): Promise<boolean> {
  if ((await blobs.size(previewKey(frame))) !== undefined) return true;
  const startedAt = performance.now();
  try {
    await blobs.put(previewKey(frame), await makeThumbnail(await blobs.get(frame.blobKey), previewWidthPx));
  } catch (error) {
    if (!(error instanceof FieldlapseError) || !unreadable.includes(error.code)) throw error;
    logger.warn({ error, site: frame.site, camera: frame.camera, frame: frame.f }, 'picture without preview stays');
    return false;
  }
  // Half of the time at most: what captures, accepts and encodes goes first.
  await sleep(performance.now() - startedAt, signal);
  return true;
}

const unreadable: readonly ErrorCode[] = [
  'NOT_A_JPEG',
  'JPEG_TRUNCATED',
  'PICTURE_TOO_LARGE',
  'PICTURE_BROKEN',
  'BLOB_MISSING',
];
