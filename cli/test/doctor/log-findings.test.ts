import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createAnchorKey, deployAnchor, describeAnchorAccount, openAnchorWriter, traceabilityConfig } from '@fieldlapse/traceability'; // prettier-ignore
import { openDataFolder, type DataFolder } from '../../src/data-folder.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { logFindings } from '../../src/doctor/log-findings.ts';
import { anvilPath, startAnvil } from '../support/anvil.ts';
import { bucket, s3rverKeys, startS3rver } from '../support/s3rver.ts';

const containing = (text: string) => expect.stringContaining(text) as string;

/** An empty data folder, and what doctor says of the one thing that is configured; every word that it said is kept. */
async function bed() {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-doctor-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder: DataFolder = openDataFolder(root);
  const said: string[] = [];
  const about = async (config: object): Promise<Finding | undefined> => {
    const [found] = await logFindings(folder, traceabilityConfig.parse(config));
    said.push(JSON.stringify(found) ?? '');
    return found;
  };
  return { folder, about, said };
}

it('nothing is said of what is not configured', async () => {
  const { about } = await bed();
  expect(await about({})).toBeUndefined();
});

it('doctor says whether the bucket lets us in, and what keeps it from that, and never a key', async () => {
  const { folder, about, said } = await bed();
  await mkdir(join(folder.root, 'objects'));
  const store = await startS3rver(join(folder.root, 'objects'));
  onTestFinished(store.close);
  const config = { tiles: { endpoint: store.endpoint, bucket, prefix: 'farm/' } };
  expect(await about(config)).toMatchObject({ state: 'bad', text: containing('bucket-keys.json is not there') });
  await writeFile(folder.bucketKeys, JSON.stringify(s3rverKeys), { mode: 0o600 });
  // s3rver does not know conditions.
  expect(await about(config)).toMatchObject({ state: 'note', text: containing(`${bucket} at ${store.endpoint} lets us write, read, list and delete; it knows no conditions`) }); // prettier-ignore
  await writeFile(folder.bucketKeys, JSON.stringify({ ...s3rverKeys, accessKeyId: 'GUESSED-ID' }), { mode: 0o600 });
  expect(await about(config)).toMatchObject({ state: 'bad', text: containing('mend accessKeyId') });
  await chmod(folder.bucketKeys, 0o644);
  expect(await about(config)).toMatchObject({ state: 'bad', text: containing('may be read by others') });
  await chmod(folder.bucketKeys, 0o600);
  await store.close();
  expect(await about(config)).toMatchObject({ state: 'bad', text: containing('ECONNREFUSED') });
  for (const text of said) for (const word of ['GUESSED-ID', 'S3RVER']) expect(text).not.toContain(word);
}, 60_000);

it.skipIf(anvilPath === undefined)(
  'doctor says what was anchored last, what the account has, and where the anchor is not',
  async () => {
    const { folder, about, said } = await bed();
    const token = 'secret-token-of-the-node';
    const { url, rpc } = await startAnvil();
    const place = { rpcUrl: `${url}/?key=${token}`, chainId: 31337 };
    expect(await about({ anchor: place })).toMatchObject({ state: 'bad', text: containing('`fieldlapse log anchor account` makes one') }); // prettier-ignore
    const account = { ...place, key: await createAnchorKey(folder.anchorKey), maxFeeGwei: 100 };
    expect(await about({ anchor: place })).toMatchObject({ state: 'bad', text: containing('names no contract yet') });
    const { address } = await describeAnchorAccount(account);
    await rpc('anvil_setBalance', address, '0xde0b6b3a7640000');
    const { contract } = await deployAnchor(account, 'truy.example/log');
    const anchor = { ...place, contract };
    expect(await about({ anchor })).toMatchObject({ state: 'note', text: containing(`${contract} on chain 31337, last anchored: nothing yet; its account has 0.99`) }); // prettier-ignore
    const writer = await openAnchorWriter({ ...account, contract });
    const { raw } = await writer.sign({ size: 16, root: new Uint8Array(32), note: 'a head' }, { nonce: await writer.nonce() }); // prettier-ignore
    await writer.broadcast(raw);
    expect(await about({ anchor })).toMatchObject({ state: 'ok', text: expect.stringMatching(/last anchored: 16 entries at 20\d\d-/) as string }); // prettier-ignore
    await rpc('anvil_setBalance', address, '0x0');
    expect(await about({ anchor })).toMatchObject({ state: 'note', text: containing('its account has 0 of') });
    expect(await about({ anchor: { ...anchor, chainId: 1 } })).toMatchObject({ state: 'bad', text: containing('the node is of chain 31337, not of 1') }); // prettier-ignore
    const away = { ...anchor, rpcUrl: `http://127.0.0.1:9/${token}` };
    expect(await about({ anchor: away })).toMatchObject({ state: 'bad', text: containing('does not answer') });
    for (const text of said) for (const word of [token, account.key.slice(2)]) expect(text).not.toContain(word);
  },
  60_000,
);
