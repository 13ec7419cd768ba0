import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '@fieldlapse/runtime';
import type { Place } from './cursor.ts';
import { readBytes, recordAt } from './records.ts';

/** Numbers and sizes of the segments of a folder, rising. */
export async function listSegments(folder: string): Promise<{ segment: number; bytes: number }[]> {
  const numbers = (await readdir(folder)).flatMap((name) => /^(\d{8})\.seg$/.exec(name)?.[1] ?? []).map(Number);
  const sorted = numbers.toSorted((a, b) => a - b);
  return Promise.all(
    sorted.map(async (segment) => ({ segment, bytes: (await stat(segmentPath(folder, segment))).size })),
  );
}

export function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(8, '0')}.seg`);
}

/** Makes a segment that is not there yet; durable when it resolves. */
export async function createSegment(folder: string, segment: number): Promise<FileHandle> {
  const handle = await open(segmentPath(folder, segment), 'wx', 0o600);
  await syncFolder(folder);
  return handle;
}

export async function removeSegment(folder: string, segment: number): Promise<void> {
  await rm(segmentPath(folder, segment), { force: true });
}

/** Writes bytes at an offset; durable when it resolves. */
export async function writeDurably(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await handle.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
  }
  await handle.datasync();
}

export interface Stretch {
  readonly records: readonly { readonly lines: number; readonly text: () => string[]; readonly end: number }[];
  /** Where to read on. */
  readonly end: number;
  /** Bytes that are no record: a write that was cut off, or damage to the disk. */
  readonly brokenBytes: number;
}

/** The records that stand in a segment from `offset` on, those of one read; `size`: bytes of the segment. */
export async function readRecords(folder: string, { segment, offset }: Place, size: number): Promise<Stretch> {
  const handle = await open(segmentPath(folder, segment), 'r');
  try {
    const wanted = Math.min(readBytes, size - offset);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, offset);
    return decode(buffer.subarray(0, bytesRead), offset, size);
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer, offset: number, size: number): Stretch {
  const records: Stretch['records'][number][] = [];
  let at = 0;
  let brokenBytes = 0;
  while (at < bytes.length) {
    const found = recordAt(bytes, at);
    if (found.found === 'record') {
      records.push({ ...found, end: offset + found.end });
      at = found.end;
    } else if (found.found === 'broken') {
      brokenBytes += found.next - at;
      at = found.next;
    } else if (offset + bytes.length < size && at > 0) {
      break; // The next read begins here.
    } else {
      // Cut off at the end of the segment; or a length that is damage: what follows may be whole.
      const next = bytes.indexOf('FLS1', at + 1);
      brokenBytes += (next < 0 ? bytes.length : next) - at;
      at = next < 0 ? bytes.length : next;
    }
  }
  return { records, end: offset + at, brokenBytes };
}
