import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';
import { decodeFor, decodeView, uprightSize, type RgbPicture } from '@fieldlapse/imaging';
import type { BlobStore, FrameRow } from '@fieldlapse/store';
import { giveBack } from '../../models/give-back.ts';

/**
 * A frame's picture, decoded when first asked for and once for each purpose; undefined where it cannot be. Disposed of, it gives the
 * memory of its file and of what was decoded back; none of it may be read after.
 */
export interface FramePicture extends Disposable {
  /** On the metric grid (`decodeView`). */
  grid(): Promise<RgbPicture | undefined>;
  /** At its own size, for models that go over it tile by tile. */
  whole(): Promise<RgbPicture | undefined>;
  /** True where retention gave the picture up. */
  readonly gone: boolean;
}

const faults: readonly ErrorCode[] = ['NOT_A_JPEG', 'JPEG_TRUNCATED', 'PICTURE_TOO_LARGE', 'PICTURE_BROKEN'];

/** Opens a frame's picture; the blob is read at the first question. */
export function openFramePicture(blobs: BlobStore, frame: FrameRow): FramePicture {
  const gone = typeof frame.originalDeletedAt === 'number';
  const memory: Uint8Array[] = [];
  const kept = <T extends Uint8Array>(bytes: T): T => {
    memory.push(bytes);
    return bytes;
  };
  const jpeg = once(async () => (gone ? undefined : kept(await blobs.get(frame.blobKey))));
  const decoded = (decode: (bytes: Buffer) => Promise<RgbPicture>) =>
    once(async () => {
      const bytes = await jpeg();
      if (!bytes) return undefined;
      try {
        const picture = await decode(bytes);
        kept(picture.pixels);
        return picture;
      } catch (error) {
        return undecodable(error);
      }
    });
  return {
    gone,
    grid: decoded(decodeView),
    whole: decoded(async (bytes) => {
      const { width, height } = await uprightSize(bytes);
      return decodeFor(bytes, width, height);
    }),
    [Symbol.dispose]() {
      for (const bytes of memory.splice(0)) giveBack(bytes);
    },
  };
}

/** Bytes that are no picture stay none; a disk that cannot be read is another matter and is tried again. */
function undecodable(error: unknown): undefined {
  if (error instanceof FieldlapseError && faults.includes(error.code)) return undefined;
  throw error;
}

/** Runs `work` at the first call only. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= work());
}
