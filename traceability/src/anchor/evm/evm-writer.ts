import { FieldlapseError } from '@fieldlapse/contracts';
import {
  bytesToHex,
  encodeDeployData,
  encodeFunctionData,
  formatEther,
  formatGwei,
  getContractAddress,
  isAddressEqual,
  keccak256,
  parseGwei,
  TransactionReceiptNotFoundError,
  type Address,
  type Hex,
} from 'viem';
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts';
import type { AnchorKey } from '../anchor-key.ts';
import type { AnchorPlace, AnchorWriter, Fees, SignedWrite } from '../ports.ts';
import { evmNode, saidBy, type EvmNode } from './evm-client.ts';
import { checkChain, openEvmReader } from './evm-reader.ts';
import { creationCode, logAnchorAbi } from './log-anchor.ts';

export interface EvmAccount {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly key: AnchorKey;
  readonly maxFeeGwei: number;
  /** Ends questions that are under way. */
  readonly signal?: AbortSignal;
}

/** Opens an anchor for its writer. Throws as {@link openEvmReader} does, and `ANCHOR_KEY_REFUSED` for another account. */
export async function openEvmWriter({ contract, ...account }: AnchorPlace & EvmAccount): Promise<AnchorWriter> {
  const { rpcUrl, chainId, signal } = account;
  const reader = await openEvmReader({ chainId, contract }, rpcUrl, signal);
  const signer = privateKeyToAccount(account.key);
  if (!isAddressEqual(signer.address, reader.writer as Address)) {
    const what = `${contract} is written by ${reader.writer}; the key here is that of ${signer.address}`;
    throw new FieldlapseError('ANCHOR_KEY_REFUSED', what);
  }
  const node = evmNode(rpcUrl, signal);
  return {
    ...reader,
    nonce: () => nonceOf(node, signer.address),
    sign({ size, root, note }, { nonce, atLeast }) {
      const args = [BigInt(size), bytesToHex(root), note] as const;
      const data = encodeFunctionData({ abi: logAnchorAbi, functionName: 'anchor', args });
      return sign(node, signer, account, { to: contract as Address, data, nonce, ...(atLeast && { atLeast }) });
    },
    broadcast: (raw) => broadcast(node, raw),
    fate: (hash) =>
      node.ask('ANCHOR_UNREACHABLE', 'the node does not answer', async () => {
        try {
          const { status } = await node.client.getTransactionReceipt({ hash: hash as Hex });
          return status === 'success' ? 'done' : 'reverted';
        } catch (error) {
          if (error instanceof TransactionReceiptNotFoundError) return 'unknown';
          throw error;
        }
      }),
  };
}

/** Address of an account, and what it has in the chain's coin. Throws `ANCHOR_UNREACHABLE`, `ANCHOR_MISPLACED`. */
export async function describeAccount({
  rpcUrl,
  chainId,
  key,
}: EvmAccount): Promise<{ address: string; balance: string }> {
  const { address } = privateKeyToAccount(key);
  const node = evmNode(rpcUrl);
  await checkChain(node, chainId);
  const wei = await node.ask('ANCHOR_UNREACHABLE', 'the node does not answer', () =>
    node.client.getBalance({ address }),
  );
  return { address, balance: formatEther(wei) };
}

/** A contract that was deployed. */
export interface Deployed {
  readonly contract: string;
  readonly transaction: string;
  readonly block: number;
  readonly gasUsed: number;
}

const deployPatienceMs = 300_000;

/**
 * Deploys the contract of a log; `onSent` hears its address before it stands in a block. Throws `ANCHOR_UNREACHABLE`,
 * `ANCHOR_MISPLACED`, `ANCHOR_NO_FUNDS`, `ANCHOR_FEE_HIGH`, `ANCHOR_REFUSED`, `ANCHOR_STUCK`.
 */
export async function deployEvmAnchor(
  account: EvmAccount,
  origin: string,
  onSent: (sent: { readonly contract: string; readonly transaction: string }) => void = () => {},
): Promise<Deployed> {
  const node = evmNode(account.rpcUrl);
  await checkChain(node, account.chainId);
  const signer = privateKeyToAccount(account.key);
  const nonce = await nonceOf(node, signer.address);
  const data = encodeDeployData({ abi: logAnchorAbi, bytecode: creationCode, args: [origin] });
  const { raw, hash } = await sign(node, signer, account, { data, nonce });
  const contract = getContractAddress({ from: signer.address, nonce: BigInt(nonce) });
  await broadcast(node, raw);
  onSent({ contract, transaction: hash });
  const { status, blockNumber, gasUsed } = await node.ask('ANCHOR_STUCK', `transaction ${hash}`, () =>
    node.client.waitForTransactionReceipt({ hash: hash as Hex, timeout: deployPatienceMs, pollingInterval: 1000 }),
  );
  if (status !== 'success') throw new FieldlapseError('ANCHOR_REFUSED', `the deployment ${hash} was reverted`);
  const [, , inBlock] = await node.ask('ANCHOR_UNREACHABLE', 'the node does not answer', () =>
    node.client.readContract({ address: contract, abi: logAnchorAbi, functionName: 'head' }),
  );
  // Some chains give contracts the block number of another one; heads could not be found again there.
  if (inBlock !== blockNumber)
    throw new FieldlapseError(
      'ANCHOR_MISPLACED',
      `contracts of chain ${account.chainId} do not know its block numbers`,
    );
  return { contract, transaction: hash, block: Number(blockNumber), gasUsed: Number(gasUsed) };
}

const nonceOf = (node: EvmNode, address: Address): Promise<number> =>
  node.ask('ANCHOR_UNREACHABLE', 'the node does not answer', () => node.client.getTransactionCount({ address }));

interface Unsigned {
  readonly to?: Address;
  readonly data: Hex;
  readonly nonce: number;
  readonly atLeast?: Fees;
}

async function sign(
  node: EvmNode,
  signer: PrivateKeyAccount,
  { chainId, maxFeeGwei }: EvmAccount,
  { atLeast, ...unsigned }: Unsigned,
): Promise<SignedWrite> {
  const { client, ask } = node;
  const estimated = await ask('ANCHOR_REFUSED', 'the chain would refuse it', () =>
    // Not `pending`: there the transaction that this one replaces has made it cheaper already.
    client.estimateGas({ account: signer.address, blockTag: 'latest', ...unsigned }),
  );
  const gas = (estimated * 12n) / 10n;
  const fees = await feesOf(node, parseGwei(String(maxFeeGwei)), atLeast);
  const balance = await ask('ANCHOR_UNREACHABLE', 'the node does not answer', () =>
    client.getBalance({ address: signer.address }),
  );
  const cost = gas * fees.maxFeePerGas;
  if (balance < cost)
    throw noFunds(`${signer.address} has ${formatEther(balance)}, this may take ${formatEther(cost)}`);
  const raw = await signer.signTransaction({ chainId, type: 'eip1559', gas, ...fees, ...unsigned });
  return { hash: keccak256(raw), raw, nonce: unsigned.nonce, fees };
}

const noFunds = (what: string): FieldlapseError => new FieldlapseError('ANCHOR_NO_FUNDS', what);

/** Room for the base fee to double while it waits; what is not used is not paid [EIP-1559]. */
async function feesOf({ client, ask }: EvmNode, most: bigint, atLeast?: Fees): Promise<Fees> {
  const { baseFee, tip } = await ask('ANCHOR_UNREACHABLE', 'the node does not tell its fees', async () => ({
    baseFee: (await client.getBlock()).baseFeePerGas,
    tip: await client.estimateMaxPriorityFeePerGas(),
  }));
  if (typeof baseFee !== 'bigint')
    throw new FieldlapseError('ANCHOR_MISPLACED', 'the chain has no base fee (EIP-1559)');
  const larger = (a: bigint, b = 0n): bigint => (a > b ? a : b);
  const maxPriorityFeePerGas = larger(tip, atLeast?.maxPriorityFeePerGas);
  const needed = larger(baseFee + maxPriorityFeePerGas, atLeast?.maxFeePerGas);
  if (needed > most) {
    const what = `a unit of gas takes ${formatGwei(needed)} gwei, ${formatGwei(most)} are allowed`;
    throw new FieldlapseError('ANCHOR_FEE_HIGH', what);
  }
  const roomy = larger(2n * baseFee + maxPriorityFeePerGas, needed);
  return { maxFeePerGas: roomy < most ? roomy : most, maxPriorityFeePerGas };
}

async function broadcast({ client, ask }: EvmNode, raw: string): Promise<void> {
  return ask('ANCHOR_REFUSED', 'the node does not take it', async () => {
    try {
      await client.sendRawTransaction({ serializedTransaction: raw as Hex });
    } catch (error) {
      const said = saidBy(error);
      // It waits already, or stands in a block: both are what was wanted.
      if (/already known|already imported|nonce too low/i.test(said)) return;
      if (/insufficient funds/i.test(said)) throw noFunds(said);
      throw error;
    }
  });
}
