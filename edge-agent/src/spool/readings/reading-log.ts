import { open, readFile, readdir, rm, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { parseBootId, type BootId, type Reading } from '@fieldlapse/contracts';
import { syncFolder, writeFileDurably, type Logger } from '@fieldlapse/runtime';
import { parseSegmentName, type SpoolLayout } from '../layout.ts';
import type { Quarantine } from '../quarantine.ts';
import { encodeRecord } from '../record-log.ts';
import {
  acknowledgedRuns,
  addSeq,
  mark,
  newSegment,
  progress,
  readSegmentFile,
  waitingRun,
  type Segment,
} from './segment.ts';

/** Readings that may be sent as one batch: `from`, `from + 1` … of one boot. */
export interface TakenReadings {
  readonly boot: BootId;
  readonly from: number;
  readonly to: number;
  readonly readings: Reading[];
}

/** The readings on the card: append-only files, deleted when all that they hold is acknowledged. */
export interface ReadingLog {
  /** Readings that the server has not acknowledged. */
  readonly count: number;
  readonly bytes: number;
  /** Resolves only when the readings are durable; concurrent calls share one fsync. */
  append(readings: readonly Reading[]): Promise<void>;
  /** The oldest readings that wait, at most `most`. */
  take(most: number): Promise<TakenReadings | undefined>;
  /** Puts what was taken and not acknowledged back to waiting: the connection was lost. */
  release(boot: BootId, from: number, to: number): void;
  acknowledge(boot: BootId, from: number, to: number): Promise<void>;
  close(): Promise<void>;
}

const segmentBytes = 256 * 1024;
const acksDelayMs = 10_000;
const acksFile = z.record(z.string(), z.array(z.tuple([z.number(), z.number()])));

export async function openReadings(
  layout: SpoolLayout,
  boot: BootId,
  quarantine: Quarantine,
  logger: Logger,
): Promise<ReadingLog> {
  const segments = await loadSegments(layout, quarantine);
  const queue: { readings: readonly Reading[]; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let active: { segment: Segment; file: FileHandle; recent: Map<number, Reading> } | undefined;
  let loaded: { segment: Segment; readings: Map<number, Reading> } | undefined;
  let nextSeq = 1;
  let flushing: Promise<void> | undefined;
  let acksTimer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.splice(0);
      try {
        await write(group.flatMap(({ readings }) => readings));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    flushing = undefined;
  }

  async function write(readings: readonly Reading[]): Promise<void> {
    active ??= await startSegment();
    const { segment, file, recent } = active;
    const bytes = Buffer.concat(readings.map((reading, index) => encodeRecord({ seq: nextSeq + index, reading })));
    try {
      await file.write(bytes, 0, bytes.length, segment.bytes);
      await file.datasync();
    } catch (error) {
      await file.truncate(segment.bytes).catch(() => {
        nextSeq += readings.length; // a part may be on the card: these numbers are never given again
      });
      await retire();
      throw error;
    }
    for (const reading of readings) {
      recent.set(nextSeq, reading);
      addSeq(segment, nextSeq);
      nextSeq += 1;
    }
    segment.bytes += bytes.length;
    if (segment.bytes >= segmentBytes) await retire();
  }

  async function startSegment() {
    const segment = newSegment(layout.segment(boot, nextSeq), boot);
    const file = await open(segment.path, 'w');
    await syncFolder(layout.readings);
    segments.push(segment);
    return { segment, file, recent: new Map<number, Reading>() };
  }

  /** Closes the active file; the next append begins another. */
  async function retire(): Promise<void> {
    const ended = active;
    active = undefined;
    await ended?.file.close();
    if (ended && ended.segment.open === 0) await drop(ended.segment);
  }

  async function drop(segment: Segment): Promise<void> {
    segments.splice(segments.indexOf(segment), 1);
    if (loaded?.segment === segment) loaded = undefined;
    await rm(segment.path, { force: true });
  }

  async function readingsOf(segment: Segment): Promise<Map<number, Reading>> {
    if (active?.segment === segment) return active.recent;
    if (loaded?.segment !== segment) {
      loaded = { segment, readings: (await readSegmentFile(segment.path, quarantine)).readings };
    }
    return loaded.readings;
  }

  async function take(most: number): Promise<TakenReadings | undefined> {
    for (const segment of [...segments]) {
      if (!waitingRun(segment, 1)) continue;
      const known = await readingsOf(segment);
      const run = waitingRun(segment, most);
      if (!run) continue; // acknowledged while the file was read
      const [from, to] = run;
      mark(segment, from, to, progress.taken);
      const readings: Reading[] = [];
      for (let seq = from; seq <= to && known.has(seq); seq += 1) readings.push(known.get(seq)!);
      const next = from + readings.length;
      if (next <= to) {
        // Damaged since the start; readSegmentFile has set it aside. What lies behind it goes with a later batch.
        mark(segment, next, next, progress.acknowledged);
        mark(segment, next + 1, to, progress.waiting);
      }
      if (readings.length === 0) return take(most);
      return { boot: segment.boot, from, to: next - 1, readings };
    }
    return undefined;
  }

  async function saveAcks(): Promise<void> {
    clearTimeout(acksTimer);
    acksTimer = undefined;
    const runs = segments.map((segment) => [basename(segment.path), acknowledgedRuns(segment)] as const);
    const partly = Object.fromEntries(runs.filter(([, acknowledged]) => acknowledged.length > 0));
    await writeFileDurably(layout.acks, JSON.stringify(partly)).catch((error: unknown) => {
      logger.warn({ error }, 'progress of readings not saved: the server will see some twice');
    });
  }

  return {
    get count() {
      return segments.reduce((sum, { open }) => sum + open, 0);
    },
    get bytes() {
      return segments.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    append: (readings) =>
      new Promise((resolve, reject) => {
        queue.push({ readings, resolve, reject });
        flushing ??= flush();
      }),
    take,
    release(of, from, to) {
      for (const segment of segments) if (segment.boot === of) mark(segment, from, to, progress.waiting);
    },
    async acknowledge(of, from, to) {
      for (const segment of [...segments]) {
        if (segment.boot !== of || mark(segment, from, to, progress.acknowledged) === 0) continue;
        if (segment.open === 0 && segment !== active?.segment) await drop(segment);
      }
      acksTimer ??= setTimeout(() => void saveAcks(), acksDelayMs).unref();
    },
    async close() {
      await flushing;
      await retire();
      await saveAcks();
    },
  };
}

async function loadSegments(layout: SpoolLayout, quarantine: Quarantine): Promise<Segment[]> {
  const acks = await loadAcks(layout.acks);
  const segments: Segment[] = [];
  for (const name of (await readdir(layout.readings)).sort(byBootThenSeq)) {
    const path = join(layout.readings, name);
    const named = parseSegmentName(name);
    if (!named) {
      await quarantine.take(path, 'not a file of readings');
      continue;
    }
    const segment = newSegment(path, parseBootId(named.boot));
    const { bytes, readings } = await readSegmentFile(path, quarantine);
    segment.bytes = bytes;
    for (const seq of readings.keys()) addSeq(segment, seq);
    for (const [from, to] of acks[name] ?? []) mark(segment, from, to, progress.acknowledged);
    if (segment.open === 0) await rm(path, { force: true });
    else segments.push(segment);
  }
  return segments;
}

/** Empty where the file is absent or torn: the server then sees readings twice and says so. */
async function loadAcks(path: string): Promise<z.infer<typeof acksFile>> {
  try {
    return acksFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

function byBootThenSeq(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}
