import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { encodeFunctionData } from 'viem';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deployAnchor, openAnchorReader, openAnchorWriter } from '../../src/index.ts';
import { saidBy, withoutAddress } from '../../src/anchor/evm/evm-client.ts';
import { logAnchorAbi } from '../../src/anchor/evm/log-anchor.ts';
import { anchorBed, type AnchorBed } from '../support/anchor-bed.ts';
import { anvilPath, richKey, startAnvil } from '../support/anvil.ts';
import { origin } from '../support/test-keys.ts';

const head = (size: number) => ({ size, root: new Uint8Array(randomBytes(32)), note: `note of ${size}\n` });

async function write({ writer }: AnchorBed, size: number): Promise<void> {
  const chain = await writer();
  const { raw } = await chain.sign(head(size), { nonce: await chain.nonce() });
  await chain.broadcast(raw);
}

describe.skipIf(anvilPath === undefined)('the contract', () => {
  it('holds heads that only grow, and leads back to every one of them', async () => {
    const bed = await anchorBed();
    await bed.chain.mine(5);
    for (const size of [1, 2, 300]) {
      await write(bed, size);
      await bed.chain.mine(3);
    }
    const chain = await bed.writer();
    expect(chain.origin).toBe(origin);
    const { block, head: newest } = await chain.view();
    expect(newest).toMatchObject({ size: 300, note: 'note of 300\n', block: block - 3 });
    expect((await chain.heads(10)).map(({ size }) => size)).toEqual([300, 2, 1]);
    expect((await chain.heads(2)).map(({ size }) => size)).toEqual([300, 2]);
    for (const size of [300, 299]) await expect(write(bed, size)).rejects.toMatchObject({ code: 'ANCHOR_REFUSED' });
  });

  it('finds several heads of one block', async () => {
    const bed = await anchorBed();
    await bed.chain.rpc('evm_setAutomine', false);
    const chain = await bed.writer();
    const nonce = await chain.nonce();
    for (const [at, size] of [4, 7].entries())
      await chain.broadcast((await chain.sign(head(size), { nonce: nonce + at })).raw);
    await bed.chain.mine(1);
    expect((await chain.heads(10)).map(({ size }) => size)).toEqual([7, 4]);
  });

  it('takes heads from its writer alone', async () => {
    const { chain, deployed, writer } = await anchorBed();
    const stranger = '0x00000000000000000000000000000000000000aa';
    const args = [9n, `0x${'11'.repeat(32)}`, 'note\n'] as const;
    const data = encodeFunctionData({ abi: logAnchorAbi, functionName: 'anchor', args });
    const ask = (from: string) => chain.rpc('eth_call', { from, to: deployed.contract, data });
    await expect(ask((await writer()).writer)).resolves.toBe('0x');
    // NotTheWriter()
    await expect(ask(stranger)).rejects.toThrow('0xd86fa3da');
  });
});

describe.skipIf(anvilPath === undefined)('an anchor', () => {
  const other = `0x${'22'.repeat(32)}` as const;

  it('is opened by its writer, on its chain, where it is exactly our contract', async () => {
    const { chain, deployed } = await anchorBed();
    const place = { chainId: 31337, contract: deployed.contract };
    const open = (change: object) =>
      openAnchorWriter({ ...place, rpcUrl: chain.url, key: richKey, maxFeeGwei: 100, ...change });
    await expect(open({})).resolves.toMatchObject({ origin });
    await expect(open({ key: other })).rejects.toMatchObject({ code: 'ANCHOR_KEY_REFUSED' });
    await expect(open({ chainId: 1 })).rejects.toThrow('the node is of chain 31337, not of 1');
    await expect(open({ contract: `0x${'33'.repeat(20)}` })).rejects.toThrow('is no contract');
    // One that would read the same, and whose owner could do more.
    const code = await chain.rpc<string>('eth_getCode', deployed.contract, 'latest');
    await chain.rpc('anvil_setCode', deployed.contract, `${code.slice(0, -2)}00`);
    await expect(open({})).rejects.toMatchObject({ code: 'ANCHOR_MISPLACED' });
  });

  it('is not deployed by an account that cannot pay, nor above the price that is allowed', async () => {
    const chain = await startAnvil();
    const account = { rpcUrl: chain.url, chainId: 31337, key: other, maxFeeGwei: 100 } as const;
    const poor = deployAnchor(account, origin);
    await expect(poor).rejects.toMatchObject({ code: 'ANCHOR_NO_FUNDS' });
    await expect(poor).rejects.toThrow(/^0x[0-9a-fA-F]{40} has 0, this may take 0\.00/);
    await expect(deployAnchor({ ...account, key: richKey, maxFeeGwei: 0.5 }, origin)).rejects.toMatchObject({
      code: 'ANCHOR_FEE_HIGH',
    });
  });

  it('misses a head that a node keeps back', async () => {
    const bed = await anchorBed();
    for (const size of [4, 7, 9]) await write(bed, size);
    const [, hidden] = await (await bed.writer()).heads(3);
    const isHidden = ({ method, params }: { method: string; params?: unknown[] }) =>
      method === 'eth_getLogs' && JSON.stringify(params).includes(`"0x${hidden!.block.toString(16)}"`);
    const forgetful = createServer((request, response) => {
      void text(request).then(async (body) => {
        const question = JSON.parse(body) as { id: number; method: string; params?: unknown[] };
        const { id, method, params = [] } = question;
        const result = isHidden(question) ? [] : await bed.chain.rpc(method, ...params);
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void forgetful.close().closeAllConnections());
    await once(forgetful, 'listening');
    const url = `http://127.0.0.1:${(forgetful.address() as AddressInfo).port}`;
    const reader = await openAnchorReader({ chainId: 31337, contract: bed.deployed.contract }, url);
    await expect(reader.heads(1)).resolves.toMatchObject([{ size: 9 }]);
    await expect(reader.heads(3)).rejects.toThrow(`does not tell the head of 7 in block ${hidden!.block}`);
  });

  it('tells nothing of the address of a node that is away or quotes it', async () => {
    const chain = await startAnvil();
    await chain.stop();
    const rpcUrl = `${chain.url}/v3/secret-token?key=another-secret`;
    const opening = openAnchorReader({ chainId: 31337, contract: `0x${'33'.repeat(20)}` }, rpcUrl);
    const error = await opening.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'ANCHOR_UNREACHABLE' });
    // As a logger would see it, with causes.
    expect(inspect(error, { depth: 9 })).not.toMatch(/secret/);
    const quoted = saidBy(new Error(`no project secret-token at ${rpcUrl}`));
    expect(withoutAddress(quoted, rpcUrl)).toBe('no project … at …');
  });
});
