import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { syncFolder, writeFileDurably } from '@fieldlapse/runtime';
import { cursorPath, readCursor } from './cursor.ts';
import { listSegments, segmentPath } from './segments.ts';

export interface ClaimedFolder {
  readonly path: string;
  /** Lets others have it. */
  release(): void;
}

/**
 * Claims a folder under `root` for this process, until it ends, however it ends. Each process that writes series has one
 * of its own; what others left behind when they ended comes along.
 */
export async function claimFolder(root: string): Promise<ClaimedFolder> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const names = (await readdir(root)).filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(a) - Number(b));
  let own: ClaimedFolder | undefined;
  for (const name of names) {
    const free = tryClaim(join(root, name));
    if (!free) continue;
    if (own) await adopt(own.path, free);
    else own = free;
  }
  for (let number = Number(names.at(-1) ?? -1) + 1; !own; number++) {
    await mkdir(join(root, String(number)), { recursive: true, mode: 0o700 });
    own = tryClaim(join(root, String(number)));
  }
  return own;
}

function tryClaim(path: string): ClaimedFolder | undefined {
  const lock = new DatabaseSync(join(path, 'lock'));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { path, release: () => lock.close() };
  } catch {
    lock.close();
    return undefined;
  }
}

/** Moves what another process left unread behind the own segments. */
async function adopt(own: string, left: ClaimedFolder): Promise<void> {
  const cursor = await readCursor(left.path);
  const owned = await listSegments(own);
  let number = Math.max((await readCursor(own)).segment, owned.at(-1)?.segment ?? 0);
  for (const { segment } of await listSegments(left.path)) {
    const path = segmentPath(left.path, segment);
    if (segment > cursor.segment) {
      await rename(path, segmentPath(own, (number += 1)));
    } else if (segment === cursor.segment) {
      await writeFileDurably(segmentPath(own, (number += 1)), (await readFile(path)).subarray(cursor.offset), 0o600);
      await rm(path);
    } else {
      await rm(path);
    }
  }
  await syncFolder(own);
  await rm(cursorPath(left.path), { force: true });
  left.release();
}
