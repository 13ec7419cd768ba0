import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import type { StoredChainEntry } from '@fieldlapse/store';
import { appendWaiting, type Lots } from '@fieldlapse/traceability';
import { openDataFolder } from '../data-folder.ts';
import type { ServerConfig } from '../server-config.ts';
import { withDataLog } from './data-log.ts';
import { ownKeys } from './own-log.ts';

const patienceMs = 60_000;

/**
 * Resolves when these entries are in the log: brings them there, or waits for the running server, which holds it.
 * Throws what the log throws, `LOT_NO_ADDRESS` where there is no log yet, `LOT_LOG_WAITS`.
 */
export async function bringIntoLog(
  data: string,
  config: ServerConfig,
  lots: Lots,
  ids: readonly number[],
): Promise<StoredChainEntry[]> {
  const keys = await ownKeys(openDataFolder(data), config.traceability);
  if (!keys) throw new FieldlapseError('LOT_NO_ADDRESS', 'traceability.publicUrl is not configured in fieldlapse.yaml');
  for (const endsAt = Date.now() + patienceMs; ;) {
    const entries = await Promise.all(ids.map((id) => lots.reader.chainEntry(id)));
    const done = entries.filter((one): one is StoredChainEntry => one !== undefined && one.head !== null);
    if (done.length === ids.length) return done;
    if (Date.now() > endsAt) throw new FieldlapseError('LOT_LOG_WAITS', `${ids.length - done.length} entries wait`);
    const isOurs = await tryAppending(data, lots);
    if (!isOurs) await sleep(200);
  }
}

/** False where another process holds the log. */
async function tryAppending(data: string, lots: Lots): Promise<boolean> {
  try {
    await withDataLog(data, (log) => appendWaiting(lots.db, log, Date.now));
    return true;
  } catch (error) {
    if (error instanceof FieldlapseError && error.code === 'ALREADY_RUNNING') return false;
    throw error;
  }
}
