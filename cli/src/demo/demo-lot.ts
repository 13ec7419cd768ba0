import { addDays, startOfLocalDay } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import { askLabel, parseFact, type Lots, type NewFact, type NewLot } from '@fieldlapse/traceability';
import { demoPlace, demoSite } from '../server-config.ts';

const hourMs = 3_600_000;
const unsaid = { cooperative: null, gln: null, phone: null, nameConsentAt: null, areaCodeConsentAt: null };
const producer = {
  id: 'p-mau',
  kind: 'cooperative',
  name: 'Hợp tác xã lúa mẫu',
  address: 'Cần Thơ',
  ...unsaid,
} as const;
const place = { site: demoSite, producer: producer.id } as const;
const growing: NewLot = { kind: 'growing', ...place, plot: 'thua-1', season: 'vu-1', gtin: '09520000010010', number: 'LUA-MAU' }; // prettier-ignore
const harvested: NewLot = { kind: 'harvest', ...place, plot: 'thua-1', season: null, gtin: '09520000020019', number: 'LUA-MAU-1' }; // prettier-ignore
const idOf = ({ gtin, number }: NewLot): string => `${gtin}/${number}`;
const [grown, cut] = [idOf(growing), idOf(harvested)];

// Cut once the rice in the picture is ripe and just before it is cut there: what a field that still stands tells after the label
// of its harvest is marked as not fixed by it.
const harvestDay = 119;

/** What happens on which day after sowing and at which hour, and to which lot. */
const steps: readonly (readonly [day: number, hour: number, lot: string, fact: object])[] = [
  [0, 7, grown, { kind: 'planting', species: 'Oryza sativa', variety: 'ST25', areaHa: 0.6 }],
  [20, 7, grown, { kind: 'treatment', means: 'fertiliser', product: 'NPK 16-16-8', dose: 60, doseUnit: 'KGM', preHarvestIntervalDays: 0 }],
  [45, 7, grown, { kind: 'treatment', means: 'plant-protection', product: 'Dầu khoáng 99EC', activeIngredient: 'petroleum oil', dose: 2.5, doseUnit: 'LTR', pest: 'rầy nâu', preHarvestIntervalDays: 7 }],
  [harvestDay, 7, cut, { kind: 'harvest', from: [grown], kilograms: 3400 }],
  [harvestDay, 17, cut, { kind: 'packing', sscc: '095200000000000011', contents: [{ lot: cut, kilograms: 400 }] }],
]; // prettier-ignore

/**
 * Keeps the record of the demo's season as its farmer would, each fact when its day has come, and asks for a label at the end: a lot to
 * look at and to check. What stands there already is left, so a restart goes on. Rejects with the signal's reason.
 */
export async function keepDemoLot(lots: Lots, sowing: string, clock: Clock, signal: AbortSignal): Promise<void> {
  if (!(await lots.reader.lot(grown))) {
    await lots.putParty(producer);
    await lots.create(growing);
  }
  for (const [day, hour, lot, fact] of steps) {
    const at = startOfLocalDay(addDays(sowing, day), demoPlace.timeZone) + hour * hourMs;
    await clock.sleepUntil(at, signal);
    const told: NewFact = { lots: [lot], fact: parseFact({ ...fact, at }) };
    await lots.record(told.fact.kind === 'harvest' ? { ...told, create: harvested } : told);
  }
  const isLabelled = (await lots.reader.chain(cut)).some(({ kind }) => kind === 'label');
  if (!isLabelled) await askLabel(lots, cut);
}
