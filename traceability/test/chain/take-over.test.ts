import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { checkChain, parseEntry, verifyBundle } from '@fieldlapse/proof';
import { openSqliteRecords, type RecordsStore } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { appendWaiting, askLabel, lotFileOf, openDiskTiles, openLog, type TransparencyLog } from '../../src/index.ts';
import { dayMs, growing, harvest, harvested, plantedAt, testLots, treatment, type TestLots } from '../support/farm.ts';
import { event, testKeys } from '../support/test-keys.ts';

const harvestedAt = plantedAt + 100 * dayMs;
const policyHash = 'A'.repeat(43);

/** Records of a farm, one event of them in the log; the log is opened and closed by these records or by those of another server. */
async function bed() {
  const lots = await testLots();
  await mkdir(join(lots.folder, 'other'));
  const other = openSqliteRecords(join(lots.folder, 'other'));
  onTestFinished(() => other.close());
  async function withLog<T>(records: RecordsStore, action: (log: TransparencyLog) => Promise<T>): Promise<T> {
    const store = await openDiskTiles(join(lots.folder, 'trace-log'));
    const log = await openLog({ store, records, keys: testKeys, now: Date.now, logger: silentLogger });
    return action(log).finally(log.close);
  }
  await lots.add(growing, { kind: 'planting', at: plantedAt, species: 'Citrus latifolia', countryOfOrigin: 'VN' });
  const here = <T>(action: (log: TransparencyLog) => Promise<T>) => withLog(lots.records, action);
  await here((log) => appendWaiting(lots.db, log, Date.now));
  return { lots, here, elsewhere: <T>(action: (log: TransparencyLog) => Promise<T>) => withLog(other, action) };
}

const tagOf = async (lots: TestLots, id: string): Promise<string> => (await lots.reader.lot(id))!.tag;

/** The chain as the log holds it: kind, and whether its event can be shown. The records of lots must say the same of it. */
async function chainOf(log: TransparencyLog, lots: TestLots, id: string): Promise<string[]> {
  const tag = await tagOf(lots, id);
  const rows = (await log.records.chain(tag)).map((row) => ({ ...row, text: row.entry, entry: parseEntry(row.entry) }));
  checkChain(tag, rows);
  const known = await lots.reader.chain(id);
  expect(known.map(({ place, head }) => [place, head])).toEqual(rows.map(({ seq, leafHash }) => [seq, leafHash]));
  return rows.map(({ entry, event: text }) => (text === null ? entry.k : `${entry.k} shown`));
}

it('an event is not taken for one that another server put at its place: it goes into the log behind that', async () => {
  const { lots, here, elsewhere } = await bed();
  const tag = await tagOf(lots, growing);
  await lots.add(growing, treatment(plantedAt + dayMs, 0, 'ours'));
  // Placed, and not told to the log before the other one went on.
  const failing = { append: () => Promise.reject(new Error('power cut')), erase: async () => {}, takenOver: async () => [] }; // prettier-ignore
  await expect(appendWaiting(lots.db, failing, Date.now)).rejects.toThrow('power cut');
  await elsewhere((log) => log.append([1, 2].map((seq) => ({ lotTag: tag, seq, event: event(seq) }))));
  await here(async (log) => {
    await appendWaiting(lots.db, log, Date.now);
    expect(await chainOf(log, lots, growing)).toEqual(['ev shown', 'ev', 'ev', 'ev shown']);
    const last = await log.records.lastRow(tag);
    expect(last!.event).toContain('ours');
    await lots.add(growing, treatment(plantedAt + 2 * dayMs, 0, 'next'));
    await appendWaiting(lots.db, log, Date.now);
    expect(await chainOf(log, lots, growing)).toEqual(['ev shown', 'ev', 'ev', 'ev shown', 'ev shown']);
  });
});

it('a label that was put there by another server fixes nothing of ours: the next one is another', async () => {
  const { lots, here, elsewhere } = await bed();
  await harvest(lots, harvestedAt, 10);
  await askLabel(lots, harvested);
  const [parent, tag] = [await tagOf(lots, growing), await tagOf(lots, harvested)];
  await elsewhere(async (log) => {
    const planted = (await log.records.lastRow(parent))!;
    const [g = '', b = ''] = harvested.split('/');
    await log.append([
      { lotTag: tag, seq: 0, body: { k: 'link', parents: [{ l: parent, h: planted.leafHash, n: 1 }] } },
      { lotTag: tag, seq: 1, event: event(1) },
      { lotTag: tag, seq: 2, body: { k: 'label', g, b } },
    ]);
  });
  await here(async (log) => {
    await appendWaiting(lots.db, log, Date.now);
    expect(await chainOf(log, lots, harvested)).toEqual(['link', 'ev', 'label', 'ev shown', 'label']);
    const again = await askLabel(lots, harvested);
    expect((await lots.reader.chainEntry(again))!.place).toBe(4);
    const { steps } = verifyBundle(await lotFileOf(log, lots.reader, harvested, { policyHash }));
    const state = (name: string) => steps.find(({ step }) => step === name)?.state;
    expect([state('inclusion'), state('chains')]).toEqual(['ok', 'ok']);
  });
});

it('an event that was erased is still the same when it is told again', async () => {
  const { lots, here } = await bed();
  const tag = await tagOf(lots, growing);
  await here(async (log) => {
    const told = { lotTag: tag, seq: 1, event: event(1) };
    const [first] = await log.append([told]);
    await log.erase(tag, 1);
    expect(await log.append([told])).toMatchObject([{ leafHash: first!.leafHash }]);
  });
});
