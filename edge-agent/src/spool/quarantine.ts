import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Logger } from '@fieldlapse/runtime';

/** Where what cannot be used is set aside for a person to look at; bounded, the oldest goes first. */
export interface Quarantine {
  /** How many were set aside since the process started. */
  readonly count: number;
  /** Bytes that it holds. */
  readonly bytes: number;
  /** Moves a file here. */
  take(path: string, reason: string): Promise<void>;
  /** Keeps damaged bytes under a name; the same name again changes nothing. */
  keep(name: string, bytes: Uint8Array, reason: string): Promise<void>;
}

const maxFiles = 100;

export async function openQuarantine(folder: string, maxBytes: number, logger: Logger): Promise<Quarantine> {
  let count = 0;
  let held = await list();

  async function list() {
    const names = await readdir(folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { name, size, mtimeMs };
      }),
    );
    return files.sort((a, b) => a.mtimeMs - b.mtimeMs);
  }

  async function setAside(name: string, reason: string, place: () => Promise<void>) {
    count += 1;
    logger.error({ code: 'SPOOL_CORRUPT', file: name, reason }, 'set aside in quarantine');
    await place();
    held = await list();
    while (held.length > maxFiles || bytesOf(held) > maxBytes) {
      await rm(join(folder, held.shift()!.name), { force: true });
    }
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytesOf(held);
    },
    take: (path, reason) => setAside(basename(path), reason, () => rename(path, join(folder, basename(path)))),
    async keep(name, bytes, reason) {
      if (held.some((file) => file.name === name)) return;
      // Only evidence: losing it, on a full card say, must not stop the spool from opening.
      await setAside(name, reason, () => writeFile(join(folder, name), bytes).catch(() => {}));
    },
  };
}

function bytesOf(files: readonly { size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
