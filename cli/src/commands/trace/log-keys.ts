import { rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createKeyRing, readKeyRing, replaceLog, retireKey, rotateKey, type KeyRing } from '@fieldlapse/traceability';
import { openDataFolder } from '../../data-folder.ts';
import { readConfig } from '../../server-config.ts';
import { withDataLog } from '../../trace/data-log.ts';
import { policyText } from '../../trace/own-log.ts';

interface DataArguments {
  readonly data: string;
}

/** `fieldlapse log key create`. */
export async function createCommand({ data, origin }: DataArguments & { readonly origin: string }): Promise<void> {
  show(await createKeyRing(openDataFolder(data).traceKeys, origin));
  process.stderr.write(
    'Keep a copy of secrets/trace-keys.json where nobody else can read it: without it the log ends.\n',
  );
}

/** `fieldlapse log key show`: only what everybody may know. */
export async function showCommand({ data }: DataArguments): Promise<void> {
  show(await readKeyRing(openDataFolder(data).traceKeys));
}

/** `fieldlapse log key rotate`. */
export async function rotateCommand({ data }: DataArguments): Promise<void> {
  show(await withDataLog(data, rotateKey));
  process.stderr.write('Both keys sign now. Publish this policy, and retire the old key once verifiers have it.\n');
}

/** `fieldlapse log key retire ID`. */
export async function retireCommand(id: string, { data }: DataArguments): Promise<void> {
  show(await withDataLog(data, (log, path) => retireKey(log, path, id)));
}

/** `fieldlapse log replace`: the old log and its keys stay beside the new ones, for reading. */
export async function replaceCommand({ data, origin }: DataArguments & { readonly origin: string }): Promise<void> {
  const folder = openDataFolder(data);
  const next = `${folder.traceKeys}.next`;
  const ring = await withDataLog(data, (log, old) => replaceLog(log, { old, next }, origin, Date.now()));
  const closed = `closed-${ring.from!.n}`;
  for (const path of [folder.traceKeys, folder.traceLog, folder.traceRecords])
    if (existsSync(path)) await rename(path, `${path}.${closed}`);
  await rename(next, folder.traceKeys);
  show(ring);
  const { tiles } = readConfig(folder).traceability;
  const where = tiles ? `${tiles.bucket}/${tiles.prefix}${ring.from!.o}` : `${folder.traceLog}.${closed}`;
  process.stderr.write(`The old log is closed and lies in ${where}. Publish the new policy now.\n`);
}

function show(ring: KeyRing): void {
  process.stdout.write(policyText(ring));
}
