import { resolve } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { toBase64, type Policy } from '@fieldlapse/proof';
import {
  checkLog,
  copyLog,
  diskTileReader,
  openDiskTiles,
  readKeyRing,
  webTileReader,
  type TileStore,
} from '@fieldlapse/traceability';
import { lockService, openDataFolder } from '../../data-folder.ts';
import { readConfig } from '../../server-config.ts';
import { withDataLog } from '../../trace/data-log.ts';
import { ownPolicy } from '../../trace/own-log.ts';
import { ownTileReader, ownTiles } from '../../trace/own-tiles.ts';
import { readPolicy, readText } from '../../trace/read-files.ts';

interface CheckArguments {
  readonly data: string;
  readonly policy?: string;
  readonly since: readonly string[];
  readonly json?: boolean;
}

/** `fieldlapse log check [WHERE]`: ends with an error where anything of the log is not what was signed. */
export async function checkCommand(where: string | undefined, args: CheckArguments): Promise<void> {
  const tiles = where === undefined ? ownTileReader(openDataFolder(args.data), ownConfig(args.data)) : tilesAt(where);
  const policy = await policyOf(where, args);
  const saved = await Promise.all(args.since.map(readText));
  const { root, ...checked } = await checkLog(tiles, policy, saved);
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ ...checked, root: toBase64(root) })}\n`);
    return;
  }
  const { origin, size, witnesses, isWitnessed, continues } = checked;
  const seen = isWitnessed
    ? `seen by ${witnesses.join(', ')}`
    : 'no witness asked for: only the log vouches for itself';
  const lines = [`${origin}: ${size} entries, every entry and tile computed again: ok`, `  ${seen}`];
  if (continues.length > 0) lines.push(`  continues the saved checkpoints at ${continues.join(', ')}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** `fieldlapse log copy [WHERE]`: our log, into the place that the configuration names. */
export async function copyCommand(where: string | undefined, { data }: { readonly data: string }): Promise<void> {
  const folder = openDataFolder(data);
  const keys = await readKeyRing(folder.traceKeys);
  const config = ownConfig(data);
  if (where === undefined) await settleOnDisk(data, config.tiles !== undefined);
  const unlock = lockService(folder, 'trace-log');
  let size: number;
  try {
    size = await copyLog(tilesAt(where ?? folder.traceLog), await ownTiles(folder, config, keys.origin), keys);
  } finally {
    unlock();
  }
  // As the next start does: what was copied is what the records have signed.
  await withDataLog(data, async () => {});
  process.stdout.write(`${keys.origin}: ${size} entries copied, and computed again where they are now: ok\n`);
}

/** Brings the folder to where the records are: the last run may have ended in between. */
async function settleOnDisk(data: string, hasBucket: boolean): Promise<void> {
  if (!hasBucket) throw new FieldlapseError('BAD_ARGUMENT', 'the log lies in trace-log: name the copy to take it from');
  await withDataLog(
    data,
    async () => {},
    ({ traceLog }) => openDiskTiles(traceLog),
  );
}

const ownConfig = (data: string) => readConfig(openDataFolder(data)).traceability;

/** A log in a folder, or served at an address. */
const tilesAt = (where: string): Pick<TileStore, 'read'> =>
  /^https?:\/\//.test(where) ? webTileReader(where) : diskTileReader(resolve(where));

async function policyOf(where: string | undefined, { data, policy }: CheckArguments): Promise<Policy> {
  if (policy !== undefined) return (await readPolicy(policy)).policy;
  if (where !== undefined) throw new FieldlapseError('BAD_ARGUMENT', 'say with --policy which keys you trust');
  const folder = openDataFolder(data);
  return (await ownPolicy(folder, ownConfig(data), await readKeyRing(folder.traceKeys))).policy;
}
