import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test alone, removed after it. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface SmallDisk {
  readonly folder: string;
  /** From now on the file system refuses every write. */
  makeReadOnly(): void;
}

/** A file system of `mebibytes` of the running test alone; undefined, with a printed reason, where none can be mounted. */
export async function smallDisk(mebibytes: number): Promise<SmallDisk | undefined> {
  const folder = await testFolder();
  const mount = (options: string): void => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  };
  try {
    mount(`size=${mebibytes}m`);
  } catch (error) {
    console.warn(`skipped: no tmpfs can be mounted here (${String(error).split('\n')[0]})`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' }));
  return { folder, makeReadOnly: () => mount('remount,ro') };
}

/** The code of the error that a promise must reject with. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return undefined;
}
