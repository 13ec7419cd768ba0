import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLotReader } from '@fieldlapse/store';
import { isValidEpcis, type Fact } from '@fieldlapse/traceability';
import { dayMs, gln, growing, harvest, harvested, numbers, plantedAt, sscc, testLots, treatment } from '../../support/farm.ts'; // prettier-ignore

const planting: Fact = { kind: 'planting', at: plantedAt, species: 'Citrus latifolia', countryOfOrigin: 'VN' };
const code = (name: string) => expect.objectContaining({ code: name });
const parts = (kilograms: number) => [{ lot: harvested, kilograms }];
const packing = (at: number, kilograms: number, unit = sscc): Fact =>
  ({ kind: 'packing', at, sscc: unit, contents: parts(kilograms) }) as Fact;
const shipping = (at: number, unit = sscc): Fact => ({ kind: 'shipping', at, units: [unit], to: '9520000000776' }) as Fact; // prettier-ignore

it('a season from planting to the buyer is kept as valid events, in the order of recording', async () => {
  const lots = await testLots();
  await lots.add(growing, planting);
  await lots.add(growing, treatment(plantedAt + 20 * dayMs, 7));
  await lots.add(growing, { kind: 'irrigation', at: plantedAt + 21 * dayMs, volumeLitres: 1200 });
  await lots.add(growing, { kind: 'observation', at: plantedAt + 60 * dayMs, bbch: 7 });
  await harvest(lots, plantedAt + 136 * dayMs, 812.5);
  const at = plantedAt + 137 * dayMs;
  await lots.add(harvested, { kind: 'labTest', at, laboratory: '9520000000097', report: 'TR-26-0007', conformant: true } as Fact); // prettier-ignore
  await lots.add(harvested, packing(at, 400));
  await lots.add(harvested, shipping(at + 1000));
  await lots.add(harvested, { kind: 'sale', at, contents: parts(400), invoice: 'HD/001', buyer: '9520000000776' } as Fact); // prettier-ignore

  const reader = await openLotReader(lots.records);
  const events = await reader.eventsAfter(0, 100);
  expect(events.map(({ lot }) => lot === growing)).toEqual([true, true, true, true, false, false, false, false, false]);
  const parsed = events.map(({ event }) => JSON.parse(event ?? '') as Record<string, unknown>);
  expect(parsed.every(isValidEpcis)).toBe(true);
  expect(parsed.map(({ eventID }) => eventID)).toEqual(events.map(({ eventId }) => eventId));
  expect(parsed[3]?.['agri:growthStage']).toBe('07');
  expect(parsed[5]?.readPoint).toEqual({ id: `https://id.gs1.org/414/${gln}` });
  expect(await reader.parents(harvested)).toEqual([growing]);
  expect(await reader.children(growing)).toEqual([harvested]);
});

it('the same fact again is known, and nothing is written', async () => {
  const lots = await testLots();
  const first = await lots.add(growing, planting);
  expect(await lots.record({ lots: [growing], fact: planting })).toEqual({ outcome: 'duplicate', fact: first });
  expect(await lots.reader.eventsAfter(0, 10)).toHaveLength(1);
});

it('a harvest inside an interval is recorded and blocks the lot until somebody in charge decides', async () => {
  const lots = await testLots();
  const sprayed = await lots.add(growing, treatment(plantedAt + 100 * dayMs, 14));
  await harvest(lots, plantedAt + 110 * dayMs, 100);
  expect(await lots.earlyHarvests(harvested)).toMatchObject([
    { treatment: sprayed, treatedOn: '2026-02-10', harvestedOn: '2026-02-20', safeFrom: '2026-02-24' },
  ]);
  await expect(lots.requireUnblocked(harvested)).rejects.toThrow(code('LOT_BLOCKED'));

  const decision = { decision: 'Residue below the limit', authorisedAs: 'quality manager' };
  const resolve = (fact: number): Fact => ({ kind: 'resolution', at: lots.now, treatment: fact, ...decision });
  await expect(lots.add(harvested, resolve(sprayed + 50))).rejects.toThrow(code('FACT_INVALID'));
  const resolved = await lots.add(harvested, resolve(sprayed));
  await lots.requireUnblocked(harvested);
  expect((await lots.earlyHarvests(harvested))[0]?.resolution).toEqual({ fact: resolved, ...decision });
  const [told] = (await lots.reader.events(harvested, 0, 10)).slice(-1);
  const treated = (await lots.reader.events(growing, 0, 10))[0]?.eventId;
  expect(JSON.parse(told?.event ?? '')).toMatchObject({ 'agri:resolution': { 'agri:treatment': treated, 'agri:decision': decision.decision } }); // prettier-ignore
});

it('the day after the interval is safe, by the clock of the farm', async () => {
  const lots = await testLots();
  // 23:30 in the field is still the day before in UTC terms of the next morning.
  await lots.add(growing, treatment(Date.parse('2026-01-01T23:30:00+07:00'), 7));
  await harvest(lots, Date.parse('2026-01-08T00:10:00+07:00'), 10);
  expect(await lots.earlyHarvests(harvested)).toEqual([]);
  await lots.requireUnblocked(harvested);
});

it('a treatment that is recorded after the harvest blocks it too; a correction takes the block away', async () => {
  const lots = await testLots();
  await harvest(lots, plantedAt + 110 * dayMs, 100);
  await lots.requireUnblocked(harvested);
  const late = await lots.add(growing, treatment(plantedAt + 109 * dayMs, 7));
  await expect(lots.requireUnblocked(harvested)).rejects.toThrow(code('LOT_BLOCKED'));
  await lots.correct({ fact: late, instead: treatment(plantedAt + 90 * dayMs, 7) });
  await lots.requireUnblocked(harvested);
});

it('a correction keeps the event, declares it wrong under the same id, and names the right one', async () => {
  const lots = await testLots();
  const wrong = await lots.add(growing, treatment(plantedAt + 20 * dayMs, 7));
  const corrected = await lots.correct({ fact: wrong, instead: treatment(plantedAt + 21 * dayMs, 14) });
  const events = await lots.reader.events(growing, 0, 10);
  expect(events.map(({ kind, fact }) => [kind, fact])).toEqual([
    ['fact', wrong],
    ['fact', corrected.fact],
    ['correction', wrong],
  ]);
  const [first, right, declared] = events.map(({ event }) => JSON.parse(event ?? '') as Record<string, unknown>);
  expect(declared).toMatchObject({ eventID: first?.eventID, errorDeclaration: { reason: 'incorrect_data', correctiveEventIDs: [right?.eventID] } }); // prettier-ignore
  expect(first).not.toHaveProperty('errorDeclaration');
  await expect(lots.correct({ fact: wrong })).rejects.toThrow(code('FACT_CORRECTED'));
  await expect(lots.correct({ fact: 999 })).rejects.toThrow(code('FACT_UNKNOWN'));
  await expect(lots.correct({ fact: corrected.fact, instead: planting })).rejects.toThrow(code('FACT_INVALID'));
});

it('what did not happen leaves the rules: a season is planted again', async () => {
  const lots = await testLots();
  const wrong = await lots.add(growing, planting);
  await expect(lots.add(growing, { ...planting, at: plantedAt + dayMs })).rejects.toThrow(code('LOT_TWICE'));
  await lots.correct({ fact: wrong });
  await lots.add(growing, { ...planting, at: plantedAt + dayMs });
});

it('times, quantities and units are held against what is recorded', async () => {
  const lots = await testLots();
  await lots.add(growing, planting);
  await expect(lots.add(growing, treatment(plantedAt - dayMs, 0))).rejects.toThrow(code('LOT_TIME_ORDER'));
  await expect(lots.add(growing, treatment(lots.now + dayMs, 0))).rejects.toThrow(code('LOT_TIME_ORDER'));
  await expect(lots.add(growing, packing(lots.now, 1))).rejects.toThrow(code('FACT_INVALID'));
  await expect(harvest(lots, plantedAt - 1, 1)).rejects.toThrow(code('LOT_TIME_ORDER'));
  expect(await lots.reader.lot(harvested)).toBeUndefined();

  const cut = plantedAt + 130 * dayMs;
  const fact = await harvest(lots, cut, 100.3);
  await expect(lots.add(harvested, treatment(cut, 0))).rejects.toThrow(code('LOT_WRONG_KIND'));
  await expect(lots.add(harvested, packing(cut - 1, 1))).rejects.toThrow(code('LOT_TIME_ORDER'));
  await lots.add(harvested, packing(cut + 1, 100.1));
  // 100.1 + 0.2 is 100.29999999999998 in binary.
  await lots.add(harvested, packing(cut + 1, 0.2, '095200000000000028'));
  await expect(lots.add(harvested, packing(cut + 2, 0.001, '095200000000000035'))).rejects.toThrow(
    code('LOT_QUANTITY'),
  );
  await expect(lots.add(harvested, packing(cut + 2, 0.001))).rejects.toThrow(code('LOT_TWICE'));
  await expect(lots.add(harvested, shipping(cut + 9, '095200000000000042'))).rejects.toThrow(code('LOT_NOT_PACKED'));
  await expect(lots.add(harvested, shipping(cut))).rejects.toThrow(code('LOT_TIME_ORDER'));
  await lots.add(harvested, shipping(cut + 9));
  await expect(lots.add(harvested, shipping(cut + 10))).rejects.toThrow(code('LOT_TWICE'));
  const less = { kind: 'harvest', at: cut, from: [growing], kilograms: 90, certificates: [], countryOfOrigin: 'VN' } as Fact; // prettier-ignore
  await expect(lots.correct({ fact, instead: less })).rejects.toThrow(code('LOT_QUANTITY'));
  expect((await lots.reader.fact(fact))?.correction).toBeUndefined();
});

it('several facts are recorded all or not at all, and each is told what is wrong with it', async () => {
  const lots = await testLots();
  const facts = [planting, treatment(plantedAt - 1, 0), treatment(plantedAt + 1, 0), planting].map((fact) => ({
    lots: [growing],
    fact,
  }));
  const outcomes = (await lots.recordAll(facts)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['recorded', 'refused', 'recorded', 'duplicate']);
  expect(await lots.reader.facts(growing)).toEqual([]);
  const good = facts.filter((_fact, at) => at !== 1);
  await lots.recordAll(good, { dryRun: true });
  expect(await lots.reader.facts(growing)).toEqual([]);
  await lots.recordAll(good);
  expect(await lots.reader.facts(growing)).toHaveLength(2);
});

it('lots have right numbers, one growing lot a season, and a configured farm', async () => {
  const lots = await testLots();
  const lot = { kind: 'growing', site: 'farm', plot: 'p01', season: 's2', producer: null } as const;
  await expect(lots.create({ ...lot, ...numbers(growing) })).rejects.toThrow(code('LOT_EXISTS'));
  await expect(lots.create({ ...lot, season: 's1', gtin: '9520000010010', number: 'X' })).rejects.toThrow(code('LOT_EXISTS')); // prettier-ignore
  await expect(lots.create({ ...lot, gtin: '9520000010011', number: 'X' })).rejects.toThrow(code('BAD_GS1_KEY'));
  await expect(lots.create({ ...lot, gtin: '9520000010010', number: 'Lô 1' })).rejects.toThrow(code('BAD_GS1_KEY'));
  await expect(lots.create({ ...lot, site: 'away', gtin: '9520000010010', number: 'X' })).rejects.toThrow(code('SITE_WITHOUT_GLN')); // prettier-ignore
  expect(await lots.create({ ...lot, gtin: '9520000010010', number: 'X' })).toBe('09520000010010/X');
});

it('a planting area code needs consent; a name never comes into an event, and is erased from the files', async () => {
  const lots = await testLots();
  const party = { kind: 'household', gln: null, cooperative: null, address: null, phone: '0912345678', nameConsentAt: null } as const; // prettier-ignore
  const name = 'Nguyễn Thị Seeded-Name';
  const producer = await lots.putParty({ ...party, name, areaCodeConsentAt: null });
  const lot = { kind: 'growing', site: 'farm', plot: 'p02', season: 's3', producer, gtin: '9520000010010', number: 'B' } as const; // prettier-ignore
  const id = await lots.create(lot);
  const coded = { ...planting, plantingAreaCode: 'VN-93-932-31305-01-25' } as Fact;
  await expect(lots.add(id, coded)).rejects.toThrow(code('NO_CONSENT'));
  await lots.putParty({ ...party, id: producer, name, areaCodeConsentAt: 1 });
  const told = await lots.record({ lots: [id], fact: coded, note: 'told by Seeded-Name on the phone' });
  const events = JSON.stringify(await lots.reader.eventsAfter(0, 10));
  expect(events).toContain('VN-93-932-31305-01-25');
  expect(events).not.toContain('Seeded-Name');

  await lots.eraseParty(producer);
  await lots.eraseNote(told.fact);
  expect(await lots.reader.party(producer)).toBeUndefined();
  for (const file of readdirSync(lots.folder)) {
    const bytes = readFileSync(join(lots.folder, file));
    expect(bytes.includes('Seeded-Name'), file).toBe(false);
  }
});
