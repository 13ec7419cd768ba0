import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteRecords } from '@fieldlapse/store';
import { openLog, readKeyRing, type KeyRing, type TransparencyLog } from '@fieldlapse/traceability';
import { silentLogger } from '@fieldlapse/runtime';
import { lockService, openDataFolder } from '../data-folder.ts';
import { readConfig } from '../server-config.ts';
import { ownTiles } from './own-tiles.ts';

/**
 * Runs something with the log of a data folder, which no other process may have open; its files lie where the configuration
 * says, or where `tilesOf` does. Throws `ALREADY_RUNNING`.
 */
export async function withDataLog<T>(
  data: string,
  action: (log: TransparencyLog, keyPath: string) => Promise<T>,
  tilesOf: typeof ownTiles = ownTiles,
): Promise<T> {
  const folder = openDataFolder(data);
  const unlock = lockService(folder, 'trace-log');
  try {
    const keys: KeyRing = await readKeyRing(folder.traceKeys);
    await mkdir(join(folder.root, 'records'), { recursive: true });
    const records = openSqliteRecords(join(folder.root, 'records'));
    try {
      const store = await tilesOf(folder, readConfig(folder).traceability, keys.origin);
      const log = await openLog({ store, records, keys, now: Date.now, logger: silentLogger });
      return await action(log, folder.traceKeys).finally(log.close);
    } finally {
      await records.close();
    }
  } finally {
    unlock();
  }
}
