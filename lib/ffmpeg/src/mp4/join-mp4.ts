import { open } from 'node:fs/promises';
import { badMp4 } from './boxes.ts';
import { boxOf, movieBox, type Chunk } from './movie-box.ts';
import { sampleRuns } from './samples.ts';

/** What a film is joined of. */
export interface Mp4Join {
  /** `ftyp` and `moov` that all fragments share. */
  readonly init: Buffer;
  /** The fragments in order, the same ones at each call: they are read twice, for the tables and for the pictures. */
  readonly fragments: () => AsyncIterable<Buffer>;
  readonly signal?: AbortSignal;
  /** Pictures written so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

const brands = Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1');

/**
 * Writes a plain MP4 whose tables come first, by copying pictures; no ffmpeg, no second coding. Decode times follow from
 * the durations, so that parts with and without B-frames join without a jump, which demuxers of fragments do not manage.
 * Resolves when the file is durable. Throws `BAD_MP4`, the signal's reason, what the disk throws.
 */
export async function joinMp4({ init, fragments, signal, onProgress }: Mp4Join, path: string): Promise<void> {
  const chunks: Chunk[] = [];
  for await (const part of fragments()) {
    signal?.throwIfAborted();
    for (const { sizes, durations, offsets, sync, bytes } of sampleRuns(part)) {
      chunks.push({ sizes, durations, offsets, sync, bytes });
    }
  }
  const total = chunks.reduce((sum, { sizes }) => sum + sizes.length, 0);
  const head = headOf(init, chunks);
  const file = await open(path, 'w');
  try {
    await file.writeFile(head);
    let [chunk, done] = [0, 0];
    for await (const part of fragments()) {
      signal?.throwIfAborted();
      for (const { start, bytes, sizes } of sampleRuns(part)) {
        if (chunks[chunk]?.bytes !== bytes) throw badMp4('the film changed while it was written');
        await file.writeFile(part.subarray(start, start + bytes));
        chunk += 1;
        done += sizes.length;
      }
      onProgress?.(done, total);
    }
    if (chunk !== chunks.length) throw badMp4('the film changed while it was written');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Everything before the first picture. */
function headOf(init: Buffer, chunks: readonly Chunk[]): Buffer {
  const dataBytes = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  const type = boxOf('ftyp', brands);
  const data = dataHead(dataBytes);
  const movieBytes = movieBox(init, chunks, 0).length;
  return Buffer.concat([type, movieBox(init, chunks, type.length + movieBytes + data.length), data]);
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
