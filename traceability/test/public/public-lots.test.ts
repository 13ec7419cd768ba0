import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { keyText } from '@fieldlapse/proof';
import { silentLogger } from '@fieldlapse/runtime';
import { appendWaiting, askErasure, askLabel, diskTileReader, openDiskTiles, openLog, openPublicLots } from '@fieldlapse/traceability'; // prettier-ignore
import { expect, it, onTestFinished } from 'vitest';
import { dayMs, growing, harvest, harvested, plantedAt, sites, testLots, treatment } from '../support/farm.ts';
import { testKeys } from '../support/test-keys.ts';

/** A labelled lot whose growing lot was treated, with its log and what buyers see of it. */
async function labelled() {
  const lots = await testLots();
  const folder = join(lots.folder, 'trace-log');
  const log = await openLog({ ...{ records: lots.records, keys: testKeys, now: Date.now, logger: silentLogger }, store: await openDiskTiles(folder) }); // prettier-ignore
  onTestFinished(log.close);
  let reads = 0;
  const tiles = diskTileReader(folder);
  const shown = await openPublicLots({
    ...{ stores: lots, sites: () => sites, published: lots.folder, now: Date.now },
    tiles: { read: async (path) => ((reads += 1), tiles.read(path)) },
    anchor: async () => undefined,
    policy: async () => ({ text: keyText(testKeys.signers[0]!), hash: 'A'.repeat(43) }),
  });
  onTestFinished(shown.close);
  const append = () => appendWaiting(lots.db, log, Date.now);
  const sprayed = await lots.add(growing, treatment(plantedAt + 50 * dayMs, 7, 'Thuốc Cần Xóa'));
  await harvest(lots, plantedAt + 100 * dayMs, 10);
  await askLabel(lots, harvested);
  await append();
  const lotFile = async () => gunzipSync((await shown.lotFile(harvested)).gzip).toString();
  return { lots, append, sprayed, lotFile, reads: () => reads };
}

it('the record of a lot is written once for all who scan it, until something is recorded', async () => {
  const { lots, append, lotFile, reads } = await labelled();
  const first = await lotFile();
  const once = reads();
  expect(await Promise.all([lotFile(), lotFile()])).toEqual([first, first]);
  expect(reads()).toBe(once);
  await lots.add(growing, treatment(plantedAt + 60 * dayMs, 7, 'Dầu neem'));
  expect(await lotFile()).toBe(first);
  await append();
  expect(await lotFile()).toContain('Dầu neem');
});

it('an event is given out to nobody from the moment on in which it was erased', async () => {
  const { lots, append, sprayed, lotFile } = await labelled();
  expect(await lotFile()).toContain('Thuốc Cần Xóa');
  await askErasure(lots, sprayed);
  // People scan all the time, also while it is erased.
  let isErased = false;
  const scanning = (async () => {
    for (; !isErased; await nextTurn()) await lotFile();
  })();
  await append().finally(() => (isErased = true));
  const after = await Promise.all([lotFile(), lotFile()]);
  await scanning;
  for (const text of [...after, await lotFile()]) expect(text).not.toContain('Thuốc Cần Xóa');
});
