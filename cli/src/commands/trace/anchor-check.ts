import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { parseBundle } from '@fieldlapse/proof';
import {
  checkAnchor,
  contractAddress,
  diskTileReader,
  openAnchorReader,
  type CheckedAnchor,
} from '@fieldlapse/traceability';
import { proven, readPolicy, readText } from '../../trace/read-files.ts';
import { saidOfBlocks } from './anchor.ts';

export interface AnchorCheckArguments {
  readonly policy: string;
  readonly rpc: string;
  readonly chainId: number;
  readonly contract: string;
  readonly last: number;
  readonly json?: boolean;
}

const exitCodes = { ok: 0, notChecked: 2 } as const;

/**
 * `fieldlapse log anchor check PATH…`: exit code 0 where all agrees, 2 where something could not be compared; ends with an
 * error where the chain contradicts the log.
 */
export async function anchorCheckCommand(paths: readonly string[], args: AnchorCheckArguments): Promise<number> {
  const { policy, rpc, chainId, contract, last, json } = args;
  if (!contractAddress.safeParse(contract).success)
    throw new FieldlapseError('BAD_ARGUMENT', `--contract ${contract}: write 0x and 40 hex digits`);
  // Not repeated: it may hold a token.
  if (!/^https?:$/.test(URL.parse(rpc)?.protocol ?? ''))
    throw new FieldlapseError('BAD_ARGUMENT', '--rpc: write the http:// or https:// address of a node');
  const { folder, saved } = await givenBy(paths);
  const trusted = await readPolicy(policy);
  const checked = await checkAnchor({
    chain: await openAnchorReader({ chainId, contract }, rpc),
    ...{ policy: trusted.policy, saved, most: last },
    ...(folder !== undefined && { store: diskTileReader(folder) }),
  });
  process.stdout.write(json ? `${JSON.stringify(jsonOf(checked))}\n` : report(checked, args, folder !== undefined));
  return exitCodes[checked.state];
}

/** Folders are logs; files are checkpoints, alone or in a `lot.json`. */
async function givenBy(paths: readonly string[]): Promise<{ folder?: string; saved: string[] }> {
  const saved: string[] = [];
  let folder: string | undefined;
  for (const path of paths) {
    const found = await stat(path).catch((cause: Error) => {
      throw new FieldlapseError('BAD_ARGUMENT', `${path}: ${cause.message}`, { cause });
    });
    if (found.isDirectory()) {
      if (folder !== undefined) throw new FieldlapseError('BAD_ARGUMENT', `${path}: a contract belongs to one log`);
      folder = resolve(path);
      continue;
    }
    const text = await readText(path);
    saved.push(text.startsWith('{') ? proven(path, () => parseBundle(text).checkpoint) : text);
  }
  return { saved, ...(folder !== undefined && { folder }) };
}

const jsonOf = ({ heads, ...checked }: CheckedAnchor): object => ({
  ...checked,
  heads: heads.map(({ size, block, at, transaction, confirmations }) => ({
    size,
    block,
    at,
    transaction,
    confirmations,
  })),
});

function report(
  { state, why, origin, writer, heads, agrees }: CheckedAnchor,
  args: AnchorCheckArguments,
  isLog: boolean,
): string {
  const { contract, chainId, last } = args;
  const lines = [
    `${origin}: ${contract} on chain ${chainId}, written by ${writer}: ${state === 'ok' ? 'ok' : 'not checked'}`,
  ];
  const [newest] = heads;
  if (newest) {
    const cut =
      heads.length === last ? `the newest ${last} heads` : `${heads.length} ${heads.length === 1 ? 'head' : 'heads'}`;
    lines.push(`  ${cut}, ${isLog ? 'each found again in the log, computed anew' : 'each signed by the log'}`);
    lines.push(
      `  the newest: ${newest.size} entries since block ${newest.block}, ${new Date(newest.at).toISOString()}`,
    );
    lines.push(`  ${saidOfBlocks(newest.confirmations)}`);
  }
  if (agrees.length > 0) lines.push(`  it holds the saved checkpoints at ${agrees.join(', ')}`);
  lines.push(...why.map((one) => `  not checked: ${one}`));
  return `${lines.join('\n')}\n`;
}
