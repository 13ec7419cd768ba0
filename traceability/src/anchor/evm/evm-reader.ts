import { FieldlapseError } from '@fieldlapse/contracts';
import { equalBytes } from '@fieldlapse/proof';
import { ContractFunctionZeroDataError, BaseError, getAbiItem, hexToBytes, type Address, type Hex } from 'viem';
import type { AnchoredHead, AnchorPlace, AnchorReader, AnchorView } from '../ports.ts';
import { evmNode, type EvmNode } from './evm-client.ts';
import { deployedCode, logAnchorAbi, writerAt } from './log-anchor.ts';

/** A head with size and block of the one before. */
type LinkedHead = AnchoredHead & { readonly previousSize: number; readonly previousBlock: number };

const anchored = getAbiItem({ abi: logAnchorAbi, name: 'Anchored' });

/**
 * Opens an anchor for reading. Throws `ANCHOR_UNREACHABLE`, and `ANCHOR_MISPLACED` where the node is of another chain or the
 * contract there is not exactly ours: one that looks like it could let its owner rewrite what it holds.
 */
export async function openEvmReader(place: AnchorPlace, rpcUrl: string, signal?: AbortSignal): Promise<AnchorReader> {
  const node = evmNode(rpcUrl, signal);
  const contract = place.contract as Address;
  const writer = await readWriter(node, place);
  const origin = await read(node, () =>
    node.client.readContract({ address: contract, abi: logAnchorAbi, functionName: 'origin' }),
  );

  /** The heads up to that of this size, which the block must hold, oldest first. */
  async function headsTo(size: number, block: number): Promise<LinkedHead[]> {
    const found = (await headsIn(node, contract, block)).filter((head) => head.size <= size);
    const isLinked = found.every(({ previousSize }, at) => at === 0 || previousSize === found[at - 1]!.size);
    if (isLinked && found.at(-1)?.size === size) return found;
    throw new FieldlapseError('ANCHOR_UNREACHABLE', `the node does not tell the head of ${size} in block ${block}`);
  }

  async function view(): Promise<AnchorView & { readonly head?: LinkedHead }> {
    await checkChain(node, place.chainId);
    const { number } = await read(node, () => node.client.getBlock());
    const [size, root, inBlock] = await read(node, () =>
      node.client.readContract({ address: contract, abi: logAnchorAbi, functionName: 'head', blockNumber: number }),
    );
    if (size === 0n) return { block: Number(number) };
    const head = (await headsTo(Number(size), Number(inBlock))).at(-1)!;
    if (!equalBytes(hexToBytes(root), head.root))
      throw new FieldlapseError('ANCHOR_UNREACHABLE', `the node contradicts itself about block ${inBlock}`);
    return { block: Number(number), head };
  }

  return {
    origin,
    writer,
    view,
    async heads(most) {
      const { head } = await view();
      const found: LinkedHead[] = [];
      let next = head ? { size: head.size, block: head.block } : { size: 0, block: 0 };
      while (next.size > 0 && found.length < most) {
        const inBlock = await headsTo(next.size, next.block);
        found.push(...inBlock.toReversed());
        next = { size: inBlock[0]!.previousSize, block: inBlock[0]!.previousBlock };
      }
      return found.slice(0, most);
    },
  };
}

/** Throws `ANCHOR_MISPLACED` where the node is of another chain. */
export async function checkChain(node: EvmNode, chainId: number): Promise<void> {
  const found = await read(node, () => node.client.getChainId());
  if (found === chainId) return;
  throw new FieldlapseError('ANCHOR_MISPLACED', `the node is of chain ${found}, not of ${chainId}`);
}

/** The writer, out of code that must be that of our contract. */
async function readWriter(node: EvmNode, { chainId, contract }: AnchorPlace): Promise<Address> {
  await checkChain(node, chainId);
  const code = await read(node, () => node.client.getCode({ address: contract as Address }));
  const misplaced = (what: string) =>
    new FieldlapseError('ANCHOR_MISPLACED', `${contract} on chain ${chainId} ${what}`);
  if (code === undefined) throw misplaced('is no contract');
  const at = 2 + 2 * writerAt[0]!;
  const word = code.slice(at, at + 64);
  const expected = writerAt.reduce(
    (text, start) => text.slice(0, 2 + 2 * start) + word + text.slice(2 + 2 * start + 64),
    deployedCode as string,
  );
  if (code !== expected) throw misplaced('is another contract than LogAnchor.sol makes');
  return `0x${word.slice(24)}`;
}

async function headsIn({ client, ask }: EvmNode, address: Address, inBlock: number): Promise<LinkedHead[]> {
  const block = BigInt(inBlock);
  return ask('ANCHOR_UNREACHABLE', 'the node does not tell a block', async () => {
    const logs = await client.getLogs({ address, event: anchored, fromBlock: block, toBlock: block, strict: true });
    if (logs.length === 0) return [];
    const { timestamp } = await client.getBlock({ blockNumber: block });
    return logs.map(({ args, transactionHash }) => ({
      size: Number(args.size),
      root: hexToBytes(args.root as Hex),
      note: args.note,
      block: inBlock,
      at: Number(timestamp) * 1000,
      transaction: transactionHash,
      previousSize: Number(args.previousSize),
      previousBlock: Number(args.previousBlock),
    }));
  });
}

/** A question whose answer we cannot do without. */
async function read<T>({ ask }: EvmNode, question: () => Promise<T>): Promise<T> {
  return ask('ANCHOR_UNREACHABLE', 'the node does not answer', async () => {
    try {
      return await question();
    } catch (error) {
      const isEmpty = error instanceof BaseError && error.walk((one) => one instanceof ContractFunctionZeroDataError);
      if (isEmpty) throw new FieldlapseError('ANCHOR_MISPLACED', 'the contract is not there any more');
      throw error;
    }
  });
}
