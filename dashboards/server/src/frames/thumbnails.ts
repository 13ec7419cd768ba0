import { FieldlapseError } from '@fieldlapse/contracts';
import { makeThumbnail } from '@fieldlapse/imaging';
import { previewKey, type BlobStore, type FrameRow } from '@fieldlapse/store';

/** Makes and keeps small pictures. */
export interface Thumbnails {
  /**
   * JPEG at most 640 px wide; the preview, 320 px, where retention deleted the picture. Throws `BLOB_MISSING`,
   * `TOO_MANY_CLIENTS`, or an error of the decoder.
   */
  of(frame: FrameRow): Promise<Buffer>;
}

const widthPx = 640;
const maxKept = 256;
const maxWaiting = 64;

/** Keeps the newest 256 asked for (about 20 MB); decodes one at a time, so that a page of pictures leaves a core free. */
export function thumbnails(blobs: BlobStore): Thumbnails {
  const kept = new Map<string, Promise<Buffer>>();
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function make(blobKey: string): Promise<Buffer> {
    if (waiting >= maxWaiting) throw new FieldlapseError('TOO_MANY_CLIENTS', `${waiting} pictures are waiting`);
    waiting += 1;
    const made = turn.then(async () => makeThumbnail(await blobs.get(blobKey), widthPx));
    turn = made.catch(() => {}).finally(() => (waiting -= 1));
    return made;
  }

  return {
    of(frame) {
      const { sha256, blobKey } = frame;
      if (typeof frame.originalDeletedAt === 'number') return blobs.get(previewKey(frame));
      const known = kept.get(sha256) ?? make(blobKey);
      kept.delete(sha256);
      kept.set(sha256, known);
      known.catch(() => kept.delete(sha256));
      const oldest = kept.keys().next().value;
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return known;
    },
  };
}
