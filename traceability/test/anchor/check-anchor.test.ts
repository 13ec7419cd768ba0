import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyText, parsePolicy, signCheckpoint, signerOf } from '@fieldlapse/proof';
import { describe, expect, it } from 'vitest';
import { checkAnchor, diskTileReader, openAnchorReader } from '../../src/index.ts';
import { anchorBed, append, type AnchorBed } from '../support/anchor-bed.ts';
import { anvilPath } from '../support/anvil.ts';
import { origin, testKeys } from '../support/test-keys.ts';

const policy = parsePolicy(`log ${keyText(testKeys.signers[0]!)}\nquorum none\n`);

/** Anchors a log at 4 and at 7 entries; what was signed at 4, 5 and 7 and at 9, which is not anchored. */
async function anchored(bed: AnchorBed): Promise<Record<number, string>> {
  const log = await bed.open();
  const notes: Record<number, string> = {};
  for (const size of [4, 5, 7, 9]) {
    await append(log, log.head().size - 1, size - 1);
    notes[size] = log.head().note;
    if (size === 4 || size === 7) await bed.anchor().look(log);
  }
  await log.close();
  return notes;
}

const check = async ({ chain, deployed }: AnchorBed, given: { folder?: string; saved?: readonly string[] }) =>
  checkAnchor({
    chain: await openAnchorReader({ chainId: 31337, contract: deployed.contract }, chain.url),
    ...{ policy, most: 100, saved: given.saved ?? [] },
    ...(given.folder !== undefined && { store: diskTileReader(given.folder) }),
  });

describe.skipIf(anvilPath === undefined)('a stranger who compares the chain with a log', () => {
  it('finds every anchored head again in the log’s files, and says how many blocks hold it', async () => {
    const bed = await anchorBed();
    await anchored(bed);
    await bed.chain.mine(4);
    const checked = await check(bed, { folder: bed.folder });
    expect(checked).toMatchObject({
      state: 'ok',
      why: [],
      origin,
      heads: [{ size: 7, confirmations: 5 }, { size: 4 }],
    });
  });

  it('says of a saved checkpoint that it is held, or why that cannot be said', async () => {
    const bed = await anchorBed();
    const notes = await anchored(bed);
    expect(await check(bed, { saved: [notes[7]!] })).toMatchObject({ state: 'ok', agrees: [7] });
    expect(await check(bed, { saved: [notes[5]!] })).toMatchObject({
      state: 'notChecked',
      why: ['the checkpoint at 5 lies between anchored heads: the log’s files are needed to join them'],
    });
    expect(await check(bed, { saved: [notes[5]!], folder: bed.folder })).toMatchObject({ state: 'ok', agrees: [5] });
    const newer = await check(bed, { saved: [notes[9]!, notes[4]!], folder: bed.folder });
    expect(newer).toMatchObject({ state: 'notChecked', agrees: [4] });
    expect(newer.why).toEqual(['the checkpoint at 9 is newer than what is anchored, 7']);
    expect(await check(bed, {})).toMatchObject({ state: 'notChecked', why: ['there is no log to compare with'] });
  });

  it('finds another history, an older one, an edited one, and a checkpoint that nobody signed', async () => {
    const bed = await anchorBed();
    const early = await bed.open();
    await append(early, 0, 2);
    await early.close();
    const restore = await bed.backUp();
    const notes = await anchored(bed);
    const other = { origin, size: 7, root: new Uint8Array(32).fill(7) };
    await expect(check(bed, { saved: [signCheckpoint(other, testKeys.signers)] })).rejects.toMatchObject({
      code: 'LOG_FORKED',
    });
    const thief = signerOf(origin, 'log', new Uint8Array(32).fill(5));
    await expect(check(bed, { saved: [signCheckpoint(other, [thief])] })).rejects.toMatchObject({
      code: 'PROOF_REFUSED',
    });
    const edited = join(bed.root, 'edited');
    await cp(bed.folder, edited, { recursive: true });
    const bundle = join(edited, 'tile/entries/000.p/9');
    await writeFile(bundle, (await readFile(bundle, 'latin1')).replace('"s":2', '"s":3'), 'latin1');
    await expect(check(bed, { folder: edited })).rejects.toMatchObject({ code: 'LOG_EDITED' });
    await restore();
    await expect(check(bed, { folder: bed.folder, saved: [notes[4]!] })).rejects.toMatchObject({
      code: 'LOG_ROLLED_BACK',
    });
    const forked = await bed.open();
    await append(forked, 2, 12);
    await forked.close();
    await expect(check(bed, { folder: bed.folder })).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });

  it('says of a head that another key has signed that it cannot tell', async () => {
    const bed = await anchorBed();
    await (await bed.open()).close();
    const thief = signerOf(origin, 'log', new Uint8Array(32).fill(5));
    const chain = await bed.writer();
    const root = new Uint8Array(32).fill(7);
    const note = signCheckpoint({ origin, size: 9, root }, [thief]);
    await chain.broadcast((await chain.sign({ size: 9, root, note }, { nonce: await chain.nonce() })).raw);
    expect(await check(bed, { folder: bed.folder })).toMatchObject({
      state: 'notChecked',
      why: [expect.stringContaining('is signed by no key of the policy')],
      heads: [],
    });
  });

  it('finds heads that the log did not sign, and is told where nothing is anchored', async () => {
    const bed = await anchorBed();
    await (await bed.open()).close();
    expect(await check(bed, { folder: bed.folder })).toMatchObject({
      state: 'notChecked',
      why: ['nothing is anchored yet'],
      heads: [],
    });
    const chain = await bed.writer();
    const forged = { size: 1, root: new Uint8Array(32), note: 'anything' };
    await chain.broadcast((await chain.sign(forged, { nonce: await chain.nonce() })).raw);
    await expect(check(bed, { folder: bed.folder })).rejects.toMatchObject({ code: 'ANCHOR_FOREIGN' });
  });
});
