import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { parseBundle, parseEntry, verifyBundle, type JsonObject } from '@fieldlapse/proof';
import { expect, it, onTestFinished } from 'vitest';
import {
  appendWaiting,
  askErasure,
  askLabel,
  askRelease,
  lotFileOf,
  openDiskTiles,
  openLog,
  parseFact,
  type EventLog,
  type TransparencyLog,
} from '@fieldlapse/traceability';
import { dayMs, growing, harvest, harvested, plantedAt, testLots, treatment, type TestLots } from '../support/farm.ts';
import { testKeys } from '../support/test-keys.ts';

const harvestedAt = plantedAt + 100 * dayMs;
const policyHash = 'A'.repeat(43);

/** Records of a farm and the log that they go into. */
async function bed() {
  const lots = await testLots();
  const store = await openDiskTiles(join(lots.folder, 'trace-log'));
  const log = await openLog({ store, records: lots.records, keys: testKeys, now: Date.now, logger: silentLogger });
  onTestFinished(log.close);
  await lots.add(growing, { kind: 'planting', at: plantedAt, species: 'Citrus latifolia', countryOfOrigin: 'VN' });
  const append = (through: EventLog = log) => appendWaiting(lots.db, through, Date.now);
  return { lots, log, append };
}

const kindsOf = async (log: TransparencyLog, lots: TestLots, id: string): Promise<string[]> => {
  const rows = await log.records.chain((await lots.reader.lot(id))!.tag);
  return rows.map(({ entry }) => parseEntry(entry).k);
};

it('a label that was asked for stands behind what was recorded before it and before what came after', async () => {
  const { lots, log, append } = await bed();
  await harvest(lots, harvestedAt, 10);
  const label = await askLabel(lots, harvested);
  const packed = parseFact({
    ...{ kind: 'packing', at: harvestedAt + dayMs, sscc: '095200000000000011' },
    contents: [{ lot: harvested, kilograms: 5 }],
  });
  await lots.add(harvested, packed);
  await append();
  expect(await kindsOf(log, lots, harvested)).toEqual(['link', 'ev', 'label', 'ev']);
  expect(await lots.reader.chainEntry(label)).toMatchObject({ kind: 'label', place: 2 });
  // Something came after: the next label is another.
  expect(await askLabel(lots, harvested)).not.toBe(label);
});

it.each(['before it wrote', 'after it wrote'])('nothing is lost or doubled where the log fails %s', async (when) => {
  const { lots, log, append } = await bed();
  await harvest(lots, harvestedAt, 10);
  await askLabel(lots, harvested);
  let calls = 0;
  const failing: EventLog = {
    ...log,
    async append(entries) {
      calls += 1;
      if (calls % 2 === 0) return log.append(entries);
      if (when === 'after it wrote') await log.append(entries);
      throw new Error('power cut');
    },
  };
  for (let attempt = 0; attempt < 3; attempt += 1) await append(failing).catch(() => {});
  await append();
  expect(await kindsOf(log, lots, growing)).toEqual(['ev']);
  expect(await kindsOf(log, lots, harvested)).toEqual(['link', 'ev', 'label']);
  const [waiting] = await lots.db.selectFrom('events').selectAll().where('loggedAt', 'is', null).execute();
  expect(waiting).toBeUndefined();
});

it('a spray that is recorded between harvest and label cannot be left out afterwards', async () => {
  const { lots, log, append } = await bed();
  await harvest(lots, harvestedAt, 10);
  await append();
  await lots.add(growing, treatment(harvestedAt - 30 * dayMs, 7));
  await askLabel(lots, harvested);
  await append();
  expect(await kindsOf(log, lots, harvested)).toEqual(['link', 'ev', 'link', 'label']);
  const text = await lotFileOf(log, lots.reader, harvested, { policyHash });
  const { head } = parseBundle(text).label!;
  const stateOf = (bundle: string, name: string) =>
    verifyBundle(bundle, { code: { head } }).steps.find(({ step }) => step === name);
  expect(stateOf(text, 'chains')).toMatchObject({ state: 'ok', reasons: [{ code: 'chainOk' }] });
  expect(stateOf(text, 'label')).toMatchObject({ state: 'ok' });
  const cut = JSON.parse(text) as { chains: { entries: object[] }[] };
  cut.chains[1]!.entries.pop();
  expect(stateOf(JSON.stringify(cut), 'chains')).toMatchObject({ state: 'failed', reasons: [{ code: 'linkMissing' }] });
});

it('a new label is made where only the growing lot grew, and fixes what it grew by; else the one that is there is meant', async () => {
  const { lots, log, append } = await bed();
  await harvest(lots, harvestedAt, 10);
  const first = await askLabel(lots, harvested);
  expect(await askLabel(lots, harvested)).toBe(first);
  await append();
  expect(await askLabel(lots, harvested)).toBe(first);

  const spray = await lots.add(growing, treatment(harvestedAt - 30 * dayMs, 7));
  const second = await askLabel(lots, harvested);
  expect(second).not.toBe(first);
  await append();
  expect(await kindsOf(log, lots, harvested)).toEqual(['link', 'ev', 'label', 'link', 'label']);
  const lateBy = async (label: number) => {
    const { head } = (await lots.reader.chainEntry(label))!;
    const bundle = await lotFileOf(log, lots.reader, harvested, { policyHash });
    const { steps } = verifyBundle(bundle, { code: { head: head! } });
    return steps.find(({ step }) => step === 'chains')!.reasons.filter(({ code }) => code === 'lateEntries');
  };
  expect(await lateBy(first)).toEqual([{ code: 'lateEntries', values: { chain: 1, count: 1 } }]);
  expect(await lateBy(second)).toEqual([]);
  expect(await askLabel(lots, harvested)).toBe(second);

  // An erasure is an entry that came after too; what is released gets no other label.
  await askErasure(lots, spray);
  const third = await askLabel(lots, harvested);
  expect(third).not.toBe(second);
  await askRelease(lots, harvested);
  await lots.add(growing, treatment(harvestedAt - 20 * dayMs, 7));
  expect(await askLabel(lots, harvested)).toBe(third);
});

it('an event of the middle that is left out is a gap at its place', async () => {
  const { lots, log, append } = await bed();
  for (let number = 0; number < 8; number += 1)
    await lots.add(growing, treatment(plantedAt + number * dayMs, 0, `P${number}`));
  await harvest(lots, harvestedAt, 10);
  await askLabel(lots, harvested);
  await append();
  const bundle = JSON.parse(await lotFileOf(log, lots.reader, harvested, { policyHash })) as {
    chains: { entries: object[] }[];
  };
  bundle.chains[1]!.entries.splice(5, 1);
  const { verdict, steps } = verifyBundle(JSON.stringify(bundle));
  expect(verdict).toBe('red');
  expect(steps.find(({ step }) => step === 'chains')).toMatchObject({ state: 'failed', reasons: [{ code: 'chainGap', values: { chain: 1, seq: 5 } }] }); // prettier-ignore
});

it('what is erased is gone from records and log, says so once, and still blocks what it blocked', async () => {
  const { lots, log, append } = await bed();
  const spray = await lots.add(growing, treatment(harvestedAt - 3 * dayMs, 14, 'Thuốc của ông Tám'));
  await harvest(lots, harvestedAt, 10);
  await append();
  await askErasure(lots, spray);
  // A correction would repeat what is to be forgotten.
  await expect(lots.correct({ fact: spray })).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
  await append();
  await expect(lots.correct({ fact: spray })).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
  await askErasure(lots, spray);
  await append();
  expect(await kindsOf(log, lots, growing)).toEqual(['ev', 'ev', 'erase']);
  const left = [
    await lots.db.selectFrom('events').selectAll().execute(),
    await lots.db.selectFrom('facts').selectAll().execute(),
  ];
  expect(JSON.stringify(left)).not.toContain('ông Tám');
  const rows = await log.records.chain((await lots.reader.lot(growing))!.tag);
  expect(rows[1]).toMatchObject({ event: null, salt: null });
  await expect(askLabel(lots, harvested)).rejects.toMatchObject({ code: 'LOT_BLOCKED' });
  const events = rows.map(({ event }) => event && (JSON.parse(event) as JsonObject)['bizStep']);
  expect(events).toEqual(['commissioning', null, null]);
});
