import { existsSync } from 'node:fs';
import { FieldlapseError } from '@fieldlapse/contracts';
import { silentLogger, sleep } from '@fieldlapse/runtime';
import {
  anchorPlace,
  createAnchorKey,
  deployAnchor,
  describeAnchorAccount,
  openAnchorReader,
  readAnchorKey,
  readAnchorState,
  readKeyRing,
  seenIn,
  type AnchorConfig,
  type AnchorState,
} from '@fieldlapse/traceability';
import { openDataFolder, type DataFolder } from '../../data-folder.ts';
import { readConfig } from '../../server-config.ts';
import { withDataLog } from '../../trace/data-log.ts';
import { ownAnchor } from '../../trace/own-anchor.ts';

interface DataArguments {
  readonly data: string;
}

/** `fieldlapse log anchor account`: makes the key where there is none. */
export async function accountCommand({ data }: DataArguments): Promise<void> {
  const { folder, config } = configured(data);
  const isNew = !existsSync(folder.anchorKey);
  const key = isNew ? await createAnchorKey(folder.anchorKey) : await readAnchorKey(folder.anchorKey);
  const { address, balance } = await describeAnchorAccount({ ...config, key });
  process.stdout.write(`${address}\n`);
  const made = isNew ? ' Its key was made now: keep a copy of secrets/anchor-key where nobody else can read it.' : '';
  process.stderr.write(`It has ${balance} of the coin of chain ${config.chainId}.${made}\n`);
}

/** `fieldlapse log anchor deploy`. */
export async function deployCommand({ data }: DataArguments): Promise<void> {
  const { folder, config } = configured(data);
  if (config.contract !== undefined)
    throw new FieldlapseError('BAD_ARGUMENT', `traceability.anchor names a contract already: ${config.contract}`);
  const { origin } = await readKeyRing(folder.traceKeys);
  const key = await readAnchorKey(folder.anchorKey);
  const { contract, block, gasUsed } = await deployAnchor({ ...config, key }, origin, (sent) =>
    process.stderr.write(`sent as ${sent.transaction}; the contract will be ${sent.contract}\n`),
  );
  process.stdout.write(`${contract}\n`);
  process.stderr.write(
    `In block ${block} for ${gasUsed} gas. Write it into fieldlapse.yaml as traceability.anchor.contract, and publish it.\n`,
  );
}

const writePatienceMs = 120_000;

/** `fieldlapse log anchor write`: does now what the server does once a day. */
export async function writeCommand({ data, json }: DataArguments & { readonly json?: boolean }): Promise<void> {
  const { folder, config } = configured(data);
  const state = await withDataLog(data, async (log) => {
    const anchor = ownAnchor(folder, readConfig(folder).traceability, silentLogger)!;
    await anchor.look(log, true);
    for (const endsAt = Date.now() + writePatienceMs; ; await sleep(1000)) {
      const looked = await anchor.look(log);
      if (looked.sent?.fate !== 'waits' || Date.now() > endsAt) return looked;
    }
  });
  show(state, config, json);
}

/** `fieldlapse log anchor status`: what was sent, and what the chain says now. */
export async function statusCommand({ data, json }: DataArguments & { readonly json?: boolean }): Promise<void> {
  const { folder, config } = configured(data);
  const place = anchorPlace(config);
  const { sent } = (await readAnchorState(folder.anchorState)) ?? {};
  const seen = seenIn(await (await openAnchorReader(place, config.rpcUrl)).view(), Date.now());
  show({ ...place, ...(sent && { sent }), ...(seen && { seen }) }, config, json);
}

function show({ chainId, contract, seen, sent }: AnchorState, { confirmations }: AnchorConfig, json?: boolean): void {
  const waits = sent?.fate === 'waits' ? { size: sent.size, transaction: sent.hash, since: sent.firstAt } : null;
  if (json) {
    const isConfirmed = (seen?.confirmations ?? 0) >= confirmations;
    process.stdout.write(`${JSON.stringify({ chainId, contract, isConfirmed, head: seen ?? null, waits })}\n`);
    return;
  }
  const lines = [`${contract} on chain ${chainId}`];
  if (seen) {
    lines.push(
      `  ${seen.size} entries since block ${seen.block}, ${new Date(seen.at).toISOString()}, ${seen.transaction}`,
    );
    lines.push(`  ${saidOfBlocks(seen.confirmations, confirmations)}`);
  } else lines.push('  nothing is anchored yet');
  if (waits)
    lines.push(`  ${waits.size} entries wait since ${new Date(waits.since).toISOString()}, ${waits.transaction}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** How sure a block is, without more than that. */
export function saidOfBlocks(confirmations: number, wanted?: number): string {
  const blocks = `${confirmations} ${confirmations === 1 ? 'confirmation' : 'confirmations'}`;
  const isShort = wanted !== undefined && confirmations < wanted;
  return `${blocks}${isShort ? ` of ${wanted}` : ''}: a reorganisation of the chain could still take it back; no number of them is finality`;
}

function configured(data: string): { folder: DataFolder; config: AnchorConfig } {
  const folder = openDataFolder(data);
  const config = readConfig(folder).traceability.anchor;
  if (config) return { folder, config };
  throw new FieldlapseError('BAD_ARGUMENT', 'traceability.anchor is not configured in fieldlapse.yaml');
}
