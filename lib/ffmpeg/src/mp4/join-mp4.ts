import { open, type FileHandle } from 'node:fs/promises';
import { badMp4 } from './boxes.ts';
import { boxOf, movieBox, type Chunk } from './movie-box.ts';
import { sampleRuns } from './samples.ts';

/** What a film is joined of. */
export interface Mp4Join {
  /** `ftyp` and `moov` that all fragments share. */
  readonly init: Buffer;
  /** The fragments in order. */
  readonly fragments: AsyncIterable<Buffer>;
  /** How many pictures they hold, at most: room for their tables is left before them, so that each fragment is read once. */
  readonly pictures: number;
  readonly signal?: AbortSignal;
  /** Pictures written so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

const brands = Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1');

/** A picture's rows in all tables at their longest: `stts`, `ctts`, `stss`, `stsc`, `stsz`, `co64`. */
const tableBytesPerPicture = 8 + 8 + 4 + 12 + 4 + 8;
const otherTableBytes = 1024;

/**
 * Writes a plain MP4 whose tables come first, by copying pictures; no ffmpeg, no second coding. Decode times follow from
 * the durations, so that parts with and without B-frames join without a jump, which demuxers of fragments do not manage.
 * Resolves when the file is durable. Throws `BAD_MP4`, the signal's reason, what the disk throws.
 */
export async function joinMp4({ init, fragments, pictures, signal, onProgress }: Mp4Join, path: string): Promise<void> {
  const dataStart = brands.length + 8 + init.length + otherTableBytes + pictures * tableBytesPerPicture;
  const chunks: Chunk[] = [];
  let [done, at] = [0, dataStart];
  const file = await open(path, 'w');
  try {
    for await (const part of fragments) {
      signal?.throwIfAborted();
      for (const { start, ...chunk } of sampleRuns(part)) {
        await writeAt(file, part.subarray(start, start + chunk.bytes), at);
        chunks.push(chunk);
        at += chunk.bytes;
        done += chunk.sizes.length;
      }
      onProgress?.(done, pictures);
    }
    if (done > pictures) throw badMp4(`${done} pictures, ${pictures} were expected: the film changed`);
    await writeAt(file, headOf(init, chunks, dataStart), 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Everything before the first picture; what the tables leave of their room is a `free` box [ISO/IEC 14496-12 8.1.2]. */
function headOf(init: Buffer, chunks: readonly Chunk[], dataStart: number): Buffer {
  const dataBytes = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  const tables = [boxOf('ftyp', brands), movieBox(init, chunks, dataStart)];
  const data = dataHead(dataBytes);
  const left = dataStart - [...tables, data].reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...tables, boxOf('free', Buffer.alloc(left - 8)), data]);
}

async function writeAt(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

/** Head of an `mdat`; of 64-bit size where it must be [ISO/IEC 14496-12 4.2]. */
function dataHead(dataBytes: number): Buffer {
  const wide = dataBytes + 8 > 0xffff_ffff;
  const head = Buffer.alloc(wide ? 16 : 8);
  head.writeUInt32BE(wide ? 1 : dataBytes + 8, 0);
  head.write('mdat', 4, 'latin1');
  if (wide) head.writeBigUInt64BE(BigInt(dataBytes + 16), 8);
  return head;
}
