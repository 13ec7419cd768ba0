import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deployAnchor } from '../../src/index.ts';
import { anvilPath, richKey, startAnvil, type Anvil } from '../support/anvil.ts';
import { origin } from '../support/test-keys.ts';

const account = { chainId: 31337, key: richKey, maxFeeGwei: 100 } as const;

interface Asked {
  readonly method: string;
}
interface Answer {
  readonly result?: string;
}

/** A node whose contracts see the block number of another chain, as those of Arbitrum do: what `head` says of it is changed. */
async function withForeignBlocks({ url }: Anvil): Promise<string> {
  const node = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await request.toArray()).toString();
      const answer = (await (await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).json()) as Answer; // prettier-ignore
      const isHead = (JSON.parse(body) as Asked).method === 'eth_call' && answer.result?.length === 2 + 3 * 64;
      const result = isHead ? `${answer.result!.slice(0, -64)}${'1234567'.padStart(64, '0')}` : answer.result;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...answer, result }));
    })();
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    node.closeAllConnections();
    node.close();
  });
  return `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
}

describe.skipIf(anvilPath === undefined)('a chain that cannot hold an anchor', () => {
  it('without fees of EIP-1559 is refused before anything is sent', async () => {
    const chain = await startAnvil({ hardfork: 'berlin' });
    expect(await chain.rpc('eth_getBlockByNumber', 'latest', false)).not.toHaveProperty('baseFeePerGas');
    await expect(deployAnchor({ ...account, rpcUrl: chain.url }, origin)).rejects.toMatchObject({
      code: 'ANCHOR_MISPLACED',
      message: 'the chain has no base fee (EIP-1559)',
    });
    expect(await chain.rpc('eth_blockNumber')).toBe('0x0');
  });

  it('whose contracts see the block numbers of another is refused once the contract says so', async () => {
    const chain = await startAnvil();
    await deployAnchor({ ...account, rpcUrl: chain.url }, origin);
    const rpcUrl = await withForeignBlocks(chain);
    await expect(deployAnchor({ ...account, rpcUrl }, origin)).rejects.toMatchObject({
      code: 'ANCHOR_MISPLACED',
      message: 'contracts of chain 31337 do not know its block numbers',
    });
  });
});
