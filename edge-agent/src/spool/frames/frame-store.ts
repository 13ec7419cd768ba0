import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, type CameraName, type FrameId, type FrameMeta } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { encodeFrameFile, readFrameFile, readFrameHead } from './frame-file.ts';
import { frameSuffix, type SpoolLayout } from '../layout.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Thinnable } from './thinning.ts';

/** A frame on the card, as the index in memory knows it. */
export interface FrameEntry extends Thinnable {
  readonly f: FrameId;
  readonly camera: CameraName;
  /** Size of the JPEG. */
  readonly jpegBytes: number;
  /** Recorded by this process: the server cannot hold a part of it yet. */
  readonly fresh: boolean;
}

/** The frames on the card; the index lives in memory and is rebuilt from the files. */
export interface FrameStore {
  readonly count: number;
  /** Bytes on the card. */
  readonly bytes: number;
  readonly oldestT: number | undefined;
  all(): readonly FrameEntry[];
  newestFirst(): IterableIterator<FrameEntry>;
  get(f: FrameId): FrameEntry | undefined;
  /** Resolves only when the frame is durable. */
  add(meta: FrameMeta, jpeg: Uint8Array): Promise<FrameEntry>;
  head(f: FrameId): Promise<FrameMeta>;
  /** Reads and proves a frame. One that fails goes to the quarantine and `SPOOL_CORRUPT` is thrown; `SPOOL_FRAME_MISSING` where it is gone. */
  read(f: FrameId): Promise<{ meta: FrameMeta; jpeg: Buffer }>;
  remove(f: FrameId): Promise<void>;
  quarantine(f: FrameId, reason: string): Promise<void>;
}

/** Bytes that a file takes on a card of 4 KB blocks. */
export const bytesOnCard = (fileBytes: number) => Math.ceil(fileBytes / 4096) * 4096;

export async function openFrames(layout: SpoolLayout, quarantine: Quarantine): Promise<FrameStore> {
  const byId = new Map<FrameId, FrameEntry>();
  const byTime: FrameEntry[] = [];
  let bytes = 0;

  for (const { meta, fileBytes } of await scan(layout, quarantine)) insert(meta, fileBytes, false);

  function insert(meta: FrameMeta, fileBytes: number, fresh: boolean): FrameEntry {
    const { f, camera, t, alert } = meta;
    const onCard = bytesOnCard(fileBytes);
    const entry = { f, camera, t, bytes: onCard, jpegBytes: meta.bytes, alert: alert !== undefined, fresh };
    byId.set(f, entry);
    byTime.splice(positionOf(byTime, entry), 0, entry);
    bytes += onCard;
    return entry;
  }

  function forget(f: FrameId): void {
    const entry = byId.get(f);
    if (!entry) return;
    byId.delete(f);
    byTime.splice(positionOf(byTime, entry), 1);
    bytes -= entry.bytes;
  }

  async function setAside(f: FrameId, reason: string): Promise<void> {
    if (!byId.has(f)) return;
    forget(f);
    await quarantine.take(layout.frame(f), reason);
  }

  /** Reads with `reader`; damage is set aside before the error goes on. */
  async function reading<T>(f: FrameId, reader: (path: string) => Promise<T>): Promise<T> {
    try {
      return await reader(layout.frame(f));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        forget(f);
        throw new FieldlapseError('SPOOL_FRAME_MISSING', `frame ${f} is not in the spool`, { cause: error });
      }
      if (error instanceof FieldlapseError) await setAside(f, error.message);
      throw error;
    }
  }

  return {
    get count() {
      return byId.size;
    },
    get bytes() {
      return bytes;
    },
    get oldestT() {
      return byTime[0]?.t;
    },
    all: () => byTime,
    *newestFirst() {
      for (let at = byTime.length - 1; at >= 0; at -= 1) yield byTime[at]!;
    },
    get: (f) => byId.get(f),
    async add(meta, jpeg) {
      const file = encodeFrameFile(meta, jpeg);
      await writeFileDurably(layout.frame(meta.f), file);
      return byId.get(meta.f) ?? insert(meta, file.length, true);
    },
    head: async (f) => (await reading(f, readFrameHead)).meta,
    read: (f) => reading(f, readFrameFile),
    async remove(f) {
      if (!byId.has(f)) return;
      await rm(layout.frame(f), { force: true });
      forget(f);
    },
    quarantine: setAside,
  };
}

/** Reads the head of every frame file; sets damaged ones aside and deletes what a power cut left half written. */
async function scan(layout: SpoolLayout, quarantine: Quarantine) {
  const found: { meta: FrameMeta; fileBytes: number }[] = [];
  for (const shard of layout.shards) {
    for (const name of await readdir(shard)) {
      const path = join(shard, name);
      if (!name.endsWith(frameSuffix)) {
        await rm(path, { force: true });
        continue;
      }
      try {
        const head = await readFrameHead(path);
        if (layout.frame(head.meta.f) !== path)
          throw new FieldlapseError('SPOOL_CORRUPT', `${path}: names another frame`);
        found.push(head);
      } catch (error) {
        if (!(error instanceof FieldlapseError)) throw error;
        await quarantine.take(path, error.message);
      }
    }
  }
  return found;
}

/** Where an entry is, or belongs, in the order of time and id. */
function positionOf(entries: readonly FrameEntry[], entry: FrameEntry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = entries[middle]!;
    if (other.t < entry.t || (other.t === entry.t && other.f < entry.f)) low = middle + 1;
    else high = middle;
  }
  return low;
}
