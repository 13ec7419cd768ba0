import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { onTestFinished } from 'vitest';
import { openDiskTiles, openLog, type LogOptions, type TransparencyLog } from '../../src/index.ts';
import { testKeys } from './test-keys.ts';

export interface LogBed {
  readonly root: string;
  readonly folder: string;
  /** Opens the log on these files; closed at the end of the test where the test has not. */
  open(change?: Partial<LogOptions>): Promise<TransparencyLog>;
}

/** A folder for a log, its records and keys; gone after the test. */
export async function logBed(): Promise<LogBed> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-log-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'tlog');
  await mkdir(join(root, 'records'));
  return {
    root,
    folder,
    async open(change = {}) {
      const records = openSqliteRecords(join(root, 'records'));
      const log = await openLog({
        ...{ store: await openDiskTiles(folder), records, keys: testKeys, now: Date.now, logger: silentLogger },
        ...change,
      });
      let isOpen = true;
      const close = async () => {
        if (!isOpen) return;
        isOpen = false;
        await log.close();
        await records.close();
      };
      onTestFinished(close);
      return { ...log, close };
    },
  };
}
