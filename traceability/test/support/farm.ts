import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { siteConfig, type SiteConfig } from '@fieldlapse/contracts';
import { openSqliteRecords, type RecordsStore } from '@fieldlapse/store';
import { openLots, placesOf, traceabilityConfig, type Fact, type Lots, type Places } from '@fieldlapse/traceability';

export const gln = '9520000000011';
export const growing = '09520000010010/CKH-2026-01';
export const harvested = '09520000020019/CKH260318A';
/** 2025-11-02 07:00 in the field. */
export const plantedAt = Date.parse('2025-11-02T07:00:00+07:00');
export const dayMs = 86_400_000;
export const sscc = '095200000000000011';

export const sites: readonly SiteConfig[] = [
  siteConfig.parse({
    id: 'farm',
    timeZone: 'Asia/Ho_Chi_Minh',
    plots: [{ id: 'p01' }, { id: 'p02' }],
    seasons: [{ id: 's1', plot: 'p01', subject: 'Chanh', sowing: '2025-11-02' }],
    cameras: [{ name: 'gate', plot: 'p01' }],
    sensors: [
      { name: 'tram-1', plot: 'p01' },
      { name: 'tram-2', plot: 'p02' },
    ],
  }),
];
export const config = traceabilityConfig.parse({ companyPrefix: '952000000', places: [{ site: 'farm', gln }] });
export const places: Places = placesOf(
  () => config,
  () => sites,
);

export interface TestLots extends Lots {
  readonly records: RecordsStore;
  readonly folder: string;
  /** The time that facts are recorded at. */
  now: number;
  /** Records a fact and returns its number. */
  add(lot: string, fact: Fact): Promise<number>;
}

/** Real records of lots of the running test alone, with one growing lot. */
export async function testLots(): Promise<TestLots> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-lots-'));
  const records = openSqliteRecords(folder);
  onTestFinished(async () => {
    await records.close();
    await rm(folder, { recursive: true, force: true });
  });
  const farm = { now: plantedAt + 200 * dayMs };
  const lots = await openLots({ records, places, now: () => farm.now });
  await lots.create({ kind: 'growing', site: 'farm', plot: 'p01', season: 's1', producer: null, ...numbers(growing) });
  return Object.assign(farm, lots, {
    ...{ records, folder },
    async add(lot: string, fact: Fact) {
      const recorded = await lots.record({ lots: [lot], fact });
      if (recorded.outcome !== 'recorded') throw new Error(`it is fact ${recorded.fact} already`);
      return recorded.fact;
    },
  });
}

export function numbers(id: string): { gtin: string; number: string } {
  const [gtin = '', number = ''] = id.split('/');
  return { gtin, number };
}

export const treatment = (at: number, preHarvestIntervalDays: number, product = 'Dầu khoáng 99EC'): Fact => ({
  kind: 'treatment',
  ...{ at, means: 'plant-protection', product, preHarvestIntervalDays },
});

/** Harvests a lot of the growing one and returns the fact's number. */
export async function harvest(lots: Lots, at: number, kilograms: number, id = harvested): Promise<number> {
  const fact: Fact = { kind: 'harvest', at, from: [growing], kilograms, certificates: [], countryOfOrigin: 'VN' };
  const create = { kind: 'harvest', site: 'farm', plot: 'p01', season: null, producer: null, ...numbers(id) } as const;
  return (await lots.record({ lots: [id], fact, create })).fact;
}
