import { rm, type FileHandle } from 'node:fs/promises';
import type { Logger } from '@fieldlapse/runtime';
import { cursorPath, readCursor, saveCursor, type Place } from './cursor.ts';
import { createSegment, listSegments, readRecords, removeSegment, writeDurably } from './segments.ts';

const segmentBytes = 8 * 1024 * 1024;
const batchLines = 5000;

/** Lines in segment files of one folder, appended at the end and read from a cursor on; read segments are deleted. */
export interface Tape {
  /** Durable when it resolves; a write that fails leaves what was written before as it is. */
  write(records: Buffer): Promise<void>;
  hasUnread(): boolean;
  /** The records at the cursor, up to some thousands of lines; undefined where all are read. */
  read(): Promise<{ readonly lines: readonly string[]; readonly end: Place; readonly bytes: number } | undefined>;
  /** Moves the cursor on. */
  advance(end: Place): void;
  /** Makes the place of the cursor durable. */
  save(): Promise<void>;
  /** Counts what lies behind the cursor. */
  count(): Promise<{ lines: number; bytes: number }>;
  /** Closes; deletes everything where all is read. */
  close(): Promise<void>;
}

/** The tape of a folder that this process holds alone, with what an earlier one left on it. */
export async function openTape(folder: string, logger: Logger): Promise<Tape> {
  let cursor = await readCursor(folder);
  const segments: { segment: number; bytes: number }[] = [];
  for (const one of await listSegments(folder)) {
    if (one.segment >= cursor.segment) segments.push(one);
    else await removeSegment(folder, one.segment);
  }
  let active: { readonly segment: number; readonly handle: FileHandle } | undefined;
  const offsetIn = (segment: number): number => (segment === cursor.segment ? cursor.offset : 0);

  const hasUnread = (): boolean => segments.some(({ segment, bytes }) => bytes > offsetIn(segment));

  async function begin(): Promise<FileHandle> {
    if (active) return active.handle;
    const segment = Math.max(cursor.segment, segments.at(-1)?.segment ?? 0) + 1;
    active = { segment, handle: await createSegment(folder, segment) };
    segments.push({ segment, bytes: 0 });
    return active.handle;
  }

  async function end(): Promise<void> {
    const ended = active;
    active = undefined;
    await ended?.handle.close();
  }

  return {
    async write(records) {
      try {
        const handle = await begin();
        const own = segments.at(-1)!;
        await writeDurably(handle, records, own.bytes);
        own.bytes += records.length;
        if (own.bytes >= segmentBytes) await end();
      } catch (error) {
        await end(); // What is half written stays behind in it, unread.
        throw error;
      }
    },
    hasUnread,
    async read() {
      for (let first = segments[0]; first; first = segments[0]) {
        const { segment, bytes } = first;
        const offset = offsetIn(segment);
        if (offset >= bytes) {
          if (segment === active?.segment) return undefined;
          segments.shift();
          cursor = { segment: segment + 1, offset: 0 };
          await removeSegment(folder, segment);
          continue;
        }
        const batch = batchOf(await readRecords(folder, { segment, offset }, bytes));
        if (batch.brokenBytes > 0) warn(logger, folder, segment, batch.brokenBytes);
        const place = { segment, offset: batch.end };
        if (batch.lines.length > 0) return { lines: batch.lines, end: place, bytes: batch.end - offset };
        cursor = place;
      }
      return undefined;
    },
    advance(place) {
      cursor = place;
    },
    save: () => saveCursor(folder, cursor),
    async count() {
      const counted = { lines: 0, bytes: 0 };
      for (const { segment, bytes } of segments) {
        for (let offset = offsetIn(segment); offset < bytes;) {
          const stretch = await readRecords(folder, { segment, offset }, bytes);
          for (const { lines } of stretch.records) counted.lines += lines;
          counted.bytes += stretch.end - offset;
          offset = stretch.end;
        }
      }
      return counted;
    },
    async close() {
      await end();
      if (hasUnread()) return saveCursor(folder, cursor);
      for (const { segment } of segments.splice(0)) await removeSegment(folder, segment);
      await rm(cursorPath(folder), { force: true });
    },
  };
}

/** The first records of a stretch that go together. */
function batchOf({ records, end, brokenBytes }: Awaited<ReturnType<typeof readRecords>>) {
  const lines: string[] = [];
  for (const [at, record] of records.entries()) {
    if (at > 0 && lines.length + record.lines > batchLines) return { lines, end: records[at - 1]!.end, brokenBytes: 0 };
    lines.push(...record.text());
  }
  return { lines, end, brokenBytes };
}

function warn(logger: Logger, folder: string, segment: number, bytes: number): void {
  logger.warn(
    { code: 'STORE_CORRUPT', folder, segment, bytes },
    'part of a series buffer was cut off or is unreadable',
  );
}
