import { readFile, rm } from 'node:fs/promises';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { join } from 'node:path';
import { cosign, parseCheckpoint, signerOf, toHex } from '@fieldlapse/proof';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDiskTiles, openWitnessedLog, readAnchorState, retireKey, rotateKey } from '../../src/index.ts';
import { saveKeyRing } from '../../src/keys/key-ring.ts';
import { anchorBed, append, type AnchorBed } from '../support/anchor-bed.ts';
import { anvilPath, startAnvil } from '../support/anvil.ts';
import { testKeys } from '../support/test-keys.ts';

const dayMs = 24 * 3_600_000;

/** Sizes that stand on the chain, oldest first. */
const sizesOn = async ({ writer }: AnchorBed): Promise<number[]> =>
  (await (await writer()).heads(100)).map(({ size }) => size).reverse();

describe.skipIf(anvilPath === undefined)('the anchor of a log', () => {
  it('holds the newest checkpoint, written at most once a day and only where the log grew', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await append(log, 0, 4);
    let now = Date.now();
    const anchor = bed.anchor({ every: dayMs }, () => now);
    await anchor.look(log);
    expect(await sizesOn(bed)).toEqual([5]);
    await append(log, 4, 6);
    await anchor.look(log);
    expect(await sizesOn(bed)).toEqual([5]);
    now += dayMs + 60_000;
    await anchor.look(log);
    expect(await sizesOn(bed)).toEqual([5, 7]);
    now += 2 * dayMs;
    await anchor.look(log);
    await anchor.look(log);
    expect(await sizesOn(bed)).toEqual([5, 7]);
    await append(log, 6, 7);
    await anchor.look(log, true);
    expect(await sizesOn(bed)).toEqual([5, 7, 8]);
  });

  it('says how many blocks hold the head, as the chain grows', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const anchor = bed.anchor();
    expect((await anchor.look(log)).seen).toBe(undefined);
    expect((await anchor.look(log)).seen).toMatchObject({ size: 1, confirmations: 1 });
    await bed.chain.mine(6);
    await anchor.look(log);
    expect(await readAnchorState(bed.statePath)).toMatchObject({
      seen: { size: 1, confirmations: 7 },
      sent: { fate: 'landed' },
    });
  });

  it('holds the signed note without the lines of witnesses', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const own = log.head().note;
    const witness = signerOf('witness.example/w', 'witness', new Uint8Array(32).fill(9));
    await log.addSignatures(1, [cosign(parseCheckpoint(own).note.text, witness, 1_790_000_000)]);
    expect(log.head().note).not.toBe(own);
    await bed.anchor().look(log);
    expect((await (await bed.writer()).view()).head?.note).toBe(own);
  });

  it('is written once, though the process ends between any two steps', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await bed.chain.rpc('evm_setAutomine', false);
    // Signed, durable, and ended before or after it was sent: each new process goes on from the file.
    await bed.anchor().look(log);
    const { sent } = (await readAnchorState(bed.statePath))!;
    await bed.chain.rpc('anvil_dropTransaction', sent!.hash);
    await append(log, 0, 3);
    for (let start = 0; start < 3; start += 1) await bed.anchor().look(log);
    await bed.chain.mine(1);
    await bed.chain.rpc('evm_setAutomine', true);
    expect(await sizesOn(bed)).toEqual([1]);
    expect((await (await bed.writer()).view()).head?.transaction).toBe(sent!.hash);
    // Known to the chain, forgotten here: nothing is paid again.
    const before = await bed.chain.rpc('eth_getTransactionCount', (await bed.writer()).writer, 'latest');
    const forgetful = bed.anchor({ every: dayMs });
    await rm(bed.statePath);
    await forgetful.look(log);
    expect(await bed.chain.rpc('eth_getTransactionCount', (await bed.writer()).writer, 'latest')).toBe(before);
  });

  it('is written again where a reorganisation took it back', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const anchor = bed.anchor({ every: dayMs });
    const snapshot = await bed.chain.rpc('evm_snapshot');
    await anchor.look(log);
    expect((await anchor.look(log)).seen).toMatchObject({ size: 1 });
    await bed.chain.rpc('evm_revert', snapshot);
    await bed.chain.mine(2);
    expect(await sizesOn(bed)).toEqual([]);
    expect((await anchor.look(log)).seen).toBe(undefined);
    expect((await anchor.look(log)).seen).toMatchObject({ size: 1, confirmations: 1 });
    expect(await sizesOn(bed)).toEqual([1]);
  });

  it('pays more for a transaction that waits too long, under the same number', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await bed.chain.rpc('evm_setAutomine', false);
    let now = Date.now();
    const anchor = bed.anchor({}, () => now);
    await anchor.look(log);
    const first = (await readAnchorState(bed.statePath))!.sent!;
    await append(log, 0, 2);
    now += 11 * 60_000;
    const running = anchor.follow(log, 50);
    onTestFinished(running.close);
    await expect.poll(() => anchor.troubles()).toMatchObject([{ code: 'ANCHOR_STUCK' }]);
    const second = (await readAnchorState(bed.statePath))!.sent!;
    expect(second).toMatchObject({ nonce: first.nonce, size: 3 });
    expect(second.fees.maxFeePerGas).toBeGreaterThan(first.fees.maxFeePerGas);
    await bed.chain.mine(1);
    await expect.poll(() => anchor.troubles()).toEqual([]);
    expect(await sizesOn(bed)).toEqual([3]);
  });

  it('keeps sending what waits, where more may not be paid', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await bed.chain.rpc('evm_setAutomine', false);
    await bed.anchor().look(log);
    const { sent } = (await readAnchorState(bed.statePath))!;
    await bed.chain.rpc('anvil_dropTransaction', sent!.hash);
    const paidGwei = Number(sent!.fees.maxFeePerGas) / 1e9;
    const later = bed.anchor({ maxFeeGwei: paidGwei }, () => Date.now() + 11 * 60_000);
    await expect(later.look(log)).rejects.toMatchObject({ code: 'ANCHOR_FEE_HIGH' });
    await bed.chain.mine(1);
    expect(await sizesOn(bed)).toEqual([1]);
  });

  it('goes on after its number was used elsewhere', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await bed.chain.rpc('evm_setAutomine', false);
    await bed.anchor().look(log);
    const { sent } = (await readAnchorState(bed.statePath))!;
    await bed.chain.rpc('anvil_dropTransaction', sent!.hash);
    const { writer } = await bed.writer();
    await bed.chain.rpc('eth_sendTransaction', { from: writer, to: writer, value: '0x1' });
    await bed.chain.mine(1);
    await bed.chain.rpc('evm_setAutomine', true);
    await bed.anchor().look(log);
    expect(await sizesOn(bed)).toEqual([1]);
  });

  it('that fails is a trouble and never more: node away, another chain, no contract, no funds, fees too high', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const other = await startAnvil({ chainId: 5 });
    const away = await startAnvil();
    await away.stop();
    const wrong = {
      ANCHOR_UNREACHABLE: { rpcUrl: away.url },
      ANCHOR_MISPLACED: { rpcUrl: other.url },
      ANCHOR_FEE_HIGH: { maxFeeGwei: 0.000_001 },
    };
    for (const [code, change] of Object.entries(wrong)) {
      const anchor = bed.anchor(change);
      const running = anchor.follow(log, 50);
      await expect.poll(() => anchor.troubles().map((trouble) => trouble.code)).toEqual([code]);
      const { size } = log.head();
      await append(log, size - 1, size);
      await running.close();
    }
    const { writer } = await bed.writer();
    await bed.chain.rpc('anvil_setBalance', writer, '0x1');
    await expect(bed.anchor().look(log)).rejects.toMatchObject({ code: 'ANCHOR_NO_FUNDS' });
    await bed.chain.rpc('anvil_setBalance', writer, '0xde0b6b3a7640000');
    await bed.anchor().look(log);
    expect(await sizesOn(bed)).toEqual([log.head().size]);
  });

  it('that comes back is written to then, and its trouble ends', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const port = Number(new URL(bed.chain.url).port);
    const anchor = bed.anchor();
    const state = await bed.chain.rpc<string>('anvil_dumpState');
    await bed.chain.stop();
    const running = anchor.follow(log, 50);
    onTestFinished(running.close);
    await expect.poll(() => anchor.troubles()).toMatchObject([{ code: 'ANCHOR_UNREACHABLE' }]);
    const again = await startAnvil({ port });
    await again.rpc('anvil_loadState', state);
    await expect.poll(() => anchor.troubles()).toEqual([]);
    expect(await sizesOn(bed)).toEqual([1]);
  });

  it('knows heads of before a rotation of the log’s key, and writes on after it', async () => {
    const bed = await anchorBed();
    const keyPath = join(bed.root, 'keys.json');
    await saveKeyRing(keyPath, testKeys);
    const log = await bed.open();
    await bed.anchor().look(log);
    await rotateKey(log, keyPath);
    await retireKey(log, keyPath, toHex(testKeys.signers[0]!.id));
    expect(await bed.anchor().confirm(log)).toMatchObject({ state: 'agrees' });
    await bed.anchor().look(log);
    expect(await sizesOn(bed)).toEqual([1, 3]);
    expect(await bed.anchor().confirm(log)).toMatchObject({ state: 'agrees' });
  });

  it('that holds what the log did not sign is a trouble, and is not written to', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    const chain = await bed.writer();
    const { note } = log.head();
    const forged = { size: 9, root: new Uint8Array(32).fill(1), note: note.replace('\n1\n', '\n9\n') };
    await chain.broadcast((await chain.sign(forged, { nonce: await chain.nonce() })).raw);
    await append(log, 0, 20);
    await expect(bed.anchor().look(log)).rejects.toMatchObject({ code: 'ANCHOR_FOREIGN' });
    expect(await bed.anchor().confirm(log)).toMatchObject({ state: 'notChecked' });
    expect(await sizesOn(bed)).toEqual([9]);
  });
});

describe.skipIf(anvilPath === undefined)('a log whose folder and records were put back, without a witness', () => {
  async function opened(bed: AnchorBed, change: Parameters<AnchorBed['anchor']>[0] = {}) {
    const records = openSqliteRecords(join(bed.root, 'records'));
    onTestFinished(records.close);
    const log = await openWitnessedLog({
      ...{ store: await openDiskTiles(bed.folder), records, keys: testKeys, now: Date.now, logger: silentLogger },
      askAnchor: bed.anchor(change).confirm,
    });
    onTestFinished(log.close);
    return log;
  }

  it('is caught by the anchor before anything is appended', async () => {
    const bed = await anchorBed();
    const log = await bed.open();
    await append(log, 0, 3);
    await log.close();
    const restore = await bed.backUp();
    const longer = await bed.open();
    await append(longer, 3, 6);
    await bed.anchor().look(longer);
    await longer.close();
    await restore();
    const before = await readFile(join(bed.folder, 'checkpoint'), 'utf8');
    await expect(opened(bed)).rejects.toMatchObject({ code: 'LOG_BEHIND_ANCHOR' });
    await expect(opened(bed)).rejects.toThrow('holds 7 entries of log.example/test, here are 4');
    expect(await readFile(join(bed.folder, 'checkpoint'), 'utf8')).toBe(before);
    // Whoever goes on all the same has forked the log: at the same size, and beyond it.
    const forked = await bed.open();
    await append(forked, 3, 6);
    await expect(bed.anchor().look(forked)).rejects.toMatchObject({ code: 'LOG_FORKED' });
    await append(forked, 6, 9);
    await expect(bed.anchor().look(forked)).rejects.toMatchObject({ code: 'LOG_FORKED' });
    await forked.close();
    await expect(opened(bed)).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });

  it('runs and says "not checked" where the chain cannot be asked, or holds nothing yet', async () => {
    const bed = await anchorBed();
    await (await bed.open()).close();
    expect((await opened(bed)).atStart).toEqual([
      { witness: 'chain 31337', state: 'notChecked', why: 'nothing is anchored yet' },
    ]);
    const other = await anchorBed();
    const log = await other.open();
    await other.anchor().look(log);
    await log.close();
    expect((await opened(other)).atStart).toEqual([{ witness: 'chain 31337', state: 'agrees' }]);
    const away = await anchorBed();
    await (await away.open()).close();
    await away.chain.stop();
    expect((await opened(away)).atStart).toMatchObject([{ witness: 'chain 31337', state: 'notChecked' }]);
  });
});
