// What `vitest run` does once, before its workers start: they, and the thousand processes that tests start, inherit the environment.
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Many times what a run has been seen to fill (64 MB). */
const roomBytes = 2 ** 30;

/** Compiling our sources anew is half of what a short command costs. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/compiled');

/**
 * Temporary folders lie in memory where there is room, and nobody has said where they are to lie (`TMPDIR`): what tests of stores
 * waited for was fsync. A killed process leaves there what it leaves on a disk. Returns what takes them away again.
 */
export default function prepareGround(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined;
  const folder = mkdtempSync(join(memory, 'fieldlapse-tests-'));
  process.env['TMPDIR'] = folder;
  return () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // A test that was killed may have left a small disk mounted there.
      console.warn(`${folder} could not be removed: ${String(error)}`);
    }
  };
}

function hasRoom(): boolean {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, freemem()) >= roomBytes;
}
