import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteRecords } from '@fieldlapse/store';
import { readKeyRing, type TransparencyLog, type WitnessedTransparencyLog } from '@fieldlapse/traceability';
import { lockService, openDataFolder, openLog } from '../data-folder.ts';
import { readConfig } from '../server-config.ts';
import { ownAnchor } from './own-anchor.ts';
import { ownTiles } from './own-tiles.ts';
import { openOwnLog } from './witnessed-log.ts';

/**
 * Runs something with the log of a data folder, which no other process may have open; its files lie where the configuration
 * says, or where `tilesOf` does. Witnesses and anchor are asked first, as at the start of the server; that nobody outside could be asked is
 * said. Throws `ALREADY_RUNNING`, `LOG_BEHIND_WITNESS`, and what else a log throws that must not go on.
 */
export async function withDataLog<T>(
  data: string,
  action: (log: TransparencyLog, keyPath: string) => Promise<T>,
  tilesOf: typeof ownTiles = ownTiles,
): Promise<T> {
  const folder = openDataFolder(data);
  const unlock = lockService(folder, 'trace-log');
  try {
    const keys = await readKeyRing(folder.traceKeys);
    const { traceability: config } = readConfig(folder);
    await mkdir(join(folder.root, 'records'), { recursive: true });
    const records = openSqliteRecords(join(folder.root, 'records'));
    try {
      const store = await tilesOf(folder, config, keys.origin);
      const logger = openLog(folder, 'trace-log');
      const anchor = ownAnchor(folder, config, logger);
      const log = await openOwnLog({ folder, config, keys, records, store, anchor, logger });
      sayUnchecked(log);
      return await action(log, folder.traceKeys).finally(log.close);
    } finally {
      await records.close();
    }
  } finally {
    unlock();
  }
}

function sayUnchecked({ atStart }: Pick<WitnessedTransparencyLog, 'atStart'>): void {
  if (atStart.some(({ state }) => state === 'agrees')) return;
  const why = atStart.map((one) => `${one.witness}: ${one.why}`).join('; ') || 'the policy names no witness';
  process.stderr.write(`Not checked: whether this log is an old copy (${why}).\n`);
}
