import { badMp4, boxAt, boxesIn, fieldsOf, type Box } from './boxes.ts';
import type { SampleRun } from './samples.ts';

/** A run of pictures that lie together in the file: what {@link SampleRun} says of them but their place. */
export type Chunk = Omit<SampleRun, 'start'>;

/**
 * The `moov` of a plain film [ISO/IEC 14496-12 8.2]: that of a fragmented film's init, with tables of all pictures, whose
 * first byte in the file is `dataStart`. Its length does not depend on `dataStart`. Throws `BAD_MP4`.
 */
export function movieBox(init: Buffer, chunks: readonly Chunk[], dataStart: number): Buffer {
  const ticks = chunks.reduce((sum, { durations }) => sum + durations.reduce((a, b) => a + b, 0), 0);
  const movie = boxAt(init, ['moov']);
  const timescaleOf = (box: Box): number => init.readUInt32BE(fieldsOf(init, box).at(12, 4));
  const mediaHeader = boxAt(init, ['trak', 'mdia', 'mdhd'], movie);
  const movieHeader = boxAt(init, ['mvhd'], movie);
  const movieTicks = Math.round((ticks * timescaleOf(movieHeader)) / timescaleOf(mediaHeader));
  const tables = sampleTables(chunks, dataStart);
  const rebuilt = (box: Box): Buffer => {
    const inside = (): Buffer[] => boxesIn(init, box.body, box.end).map(rebuilt);
    switch (box.type) {
      case 'moov':
      case 'trak':
      case 'mdia':
      case 'minf':
        return boxOf(box.type, ...inside());
      case 'stbl':
        return boxOf('stbl', copyOf(init, boxAt(init, ['stsd'], box)), ...tables);
      case 'mvhd':
        return withDuration(init, box, 16, movieTicks);
      case 'tkhd':
        return withDuration(init, box, 20, movieTicks);
      case 'mdhd':
        return withDuration(init, box, 16, ticks);
      // The fragments' own index, and edits that only they need.
      case 'mvex':
      case 'edts':
        return Buffer.alloc(0);
      default:
        return copyOf(init, box);
    }
  };
  return rebuilt(movie);
}

function copyOf(bytes: Buffer, { start, end }: Box): Buffer {
  return bytes.subarray(start, end);
}

function withDuration(bytes: Buffer, box: Box, offset: number, ticks: number): Buffer {
  if (fieldsOf(bytes, box).version !== 0) throw badMp4(`a ${box.type} box of 64-bit times`);
  if (ticks > 0xffff_ffff) throw badMp4('a film of more than 32 bits of ticks');
  const copy = Buffer.from(copyOf(bytes, box));
  copy.writeUInt32BE(ticks, box.body - box.start + offset);
  return copy;
}

/** Times, places and sizes of all pictures [8.6.1, 8.7]. */
function sampleTables(chunks: readonly Chunk[], dataStart: number): Buffer[] {
  const durations = chunks.flatMap((chunk) => chunk.durations);
  const offsets = chunks.flatMap((chunk) => chunk.offsets);
  const sizes = chunks.flatMap((chunk) => chunk.sizes);
  const sync = chunks.flatMap((chunk) => chunk.sync).flatMap((is, index) => (is ? index + 1 : []));
  const tables = [fullBox('stts', 0, listOf(runLengths(durations)))];
  // Version 1: a picture may be shown before its decoding time, as the reordering of B-frames wants.
  if (offsets.some((offset) => offset !== 0)) tables.push(fullBox('ctts', 1, listOf(runLengths(offsets))));
  tables.push(fullBox('stss', 0, listOf(sync.map((number) => [number]))));
  tables.push(fullBox('stsc', 0, listOf(chunkRuns(chunks))));
  tables.push(fullBox('stsz', 0, words([0]), listOf(sizes.map((size) => [size]))));
  let at = dataStart;
  const places = Buffer.alloc(chunks.length * 8);
  for (const [index, { bytes }] of chunks.entries()) {
    places.writeBigUInt64BE(BigInt(at), index * 8);
    at += bytes;
  }
  return [...tables, fullBox('co64', 0, words([chunks.length]), places)];
}

/** Count and value of each stretch of equal values. */
function runLengths(values: readonly number[]): number[][] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.[1] === value) last[0] += 1;
    else runs.push([1, value]);
  }
  return runs;
}

/** First chunk, pictures in a chunk and description of each stretch of chunks alike. */
function chunkRuns(chunks: readonly Chunk[]): number[][] {
  const counts = chunks.map(({ sizes }) => sizes.length);
  return counts.flatMap((count, index) => (count === counts[index - 1] ? [] : [[index + 1, count, 1]]));
}

/** Number of entries, then the entries. */
function listOf(entries: readonly (readonly number[])[]): Buffer {
  return Buffer.concat([words([entries.length]), words(entries.flat())]);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

function fullBox(type: string, version: number, ...parts: readonly Buffer[]): Buffer {
  return boxOf(type, Buffer.from([version, 0, 0, 0]), ...parts);
}

/** A box of 32-bit size. */
export function boxOf(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}
