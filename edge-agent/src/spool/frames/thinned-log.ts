import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { frameMeta, type FrameId, type FrameMeta } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { bytesOnCard } from './frame-store.ts';
import { encodeRecord, scanRecords } from '../record-log.ts';

/**
 * Which frames were thinned and not yet acknowledged by the server. One file per thinning, written before the frames are
 * deleted and removed once the server has recorded all of it as a gap.
 */
export interface ThinnedLog {
  readonly bytes: number;
  /** How many the server does not know of yet. */
  readonly count: number;
  unacknowledged(): Iterable<FrameMeta>;
  has(f: FrameId): boolean;
  /** Resolves only when the thinning is durably logged. */
  add(thinned: readonly FrameMeta[]): Promise<void>;
  acknowledge(f: FrameId): Promise<void>;
}

interface Batch {
  readonly path: string;
  readonly bytes: number;
  left: number;
}

export async function openThinnedLog(folder: string): Promise<ThinnedLog> {
  const metas = new Map<FrameId, { meta: FrameMeta; batch: Batch }>();
  let bytes = 0;

  function register(path: string, fileBytes: number, thinned: readonly FrameMeta[]) {
    const batch: Batch = { path, bytes: bytesOnCard(fileBytes), left: thinned.length };
    bytes += batch.bytes;
    for (const meta of thinned) metas.set(meta.f, { meta, batch });
  }

  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const { payloads } = scanRecords(await readFile(path));
    const thinned = payloads.flatMap((payload) => frameMeta.safeParse(payload).data ?? []);
    const fresh = thinned.filter(({ f }) => !metas.has(f));
    if (fresh.length === 0) await rm(path, { force: true });
    else register(path, (await stat(path)).size, fresh);
  }

  return {
    get bytes() {
      return bytes;
    },
    get count() {
      return metas.size;
    },
    *unacknowledged() {
      for (const { meta } of metas.values()) yield meta;
    },
    has: (f) => metas.has(f),
    async add(thinned) {
      const log = Buffer.concat(thinned.map((meta) => encodeRecord(meta)));
      const at = String(thinned[0]?.thinned?.at ?? 0).padStart(14, '0');
      const path = join(folder, `${at}-${randomBytes(4).toString('hex')}.log`);
      await writeFileDurably(path, log);
      register(path, log.length, thinned);
    },
    async acknowledge(f) {
      const known = metas.get(f);
      if (!known) return;
      metas.delete(f);
      known.batch.left -= 1;
      if (known.batch.left > 0) return;
      bytes -= known.batch.bytes;
      await rm(known.batch.path, { force: true });
    },
  };
}
