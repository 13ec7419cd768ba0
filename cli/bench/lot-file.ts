import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDashboards } from '@fieldlapse/dashboards-server';
import { siteConfig, type FilmReader } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import {
  appendWaiting,
  askLabel,
  createKeyRing,
  diskTileReader,
  openDiskTiles,
  openLog,
  openLots,
  openPublicLots,
  parseFact,
  placesOf,
  traceabilityConfig,
} from '@fieldlapse/traceability';
import type { BenchFigure } from './figure.ts';

const events = 500;
const runMs = 10_000;
const atOnce = 8;
const plantedAt = Date.parse('2025-11-02T07:00:00+07:00');
const growing = { gtin: '09520000010010', number: 'CKH-2026-01' };
const harvested = { gtin: '09520000020019', number: 'CKH260318A' };
const idOf = ({ gtin, number }: typeof growing) => `${gtin}/${number}`;
const sites = [siteConfig.parse({ id: 'farm', plots: [{ id: 'p01' }], seasons: [{ id: 's1', plot: 'p01', subject: 'Chanh', sowing: '2025-11-02' }] })]; // prettier-ignore
const config = traceabilityConfig.parse({
  companyPrefix: '952000000',
  places: [{ site: 'farm', gln: '9520000000011' }],
});

/** How often a server gives out the record of a lot of 500 events, to people who scan the same label. */
export async function benchLotFile(): Promise<BenchFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-lot-'));
  await mkdir(join(folder, 'records'), { recursive: true });
  const stores = await openStores({ folder, logger: silentLogger });
  await recordSeason(folder, stores.records);
  const lots = await openPublicLots({
    ...{ stores, tiles: diskTileReader(join(folder, 'trace-log')), sites: () => sites, now: Date.now },
    ...{ published: join(folder, 'published'), anchor: async () => undefined },
    ...{ policy: async () => ({ text: 'policy', hash: 'A'.repeat(43) }) },
  });
  const dashboards = await startDashboards({
    ...{ config: { port: 0, webRoot: folder }, stores, lots, films: {} as FilmReader },
    ...{ sites: () => sites, clock: systemClock, logger: silentLogger },
  });
  const { gtin, number } = harvested;
  const url = `${dashboards.url}/01/${gtin}/10/${number}/lot.json`;
  try {
    const first = await fetchFile(url);
    const startedAt = performance.now();
    let answers = 0;
    const scan = async () => {
      for (; performance.now() - startedAt < runMs; answers += 1) await fetchFile(url);
    };
    await Promise.all(Array.from({ length: atOnce }, scan));
    const perSecond = (answers * 1000) / (performance.now() - startedAt);
    return [
      { name: `lot.json of ${events} events, ${atOnce} readers`, value: perSecond, unit: 'requests/s' },
      { name: 'bytes of it as they are sent', value: first, unit: 'bytes' },
    ];
  } finally {
    await dashboards.close();
    await lots.close();
    await stores.close();
    await rm(folder, { recursive: true });
  }
}

async function recordSeason(folder: string, records: Awaited<ReturnType<typeof openStores>>['records']): Promise<void> {
  const keys = await createKeyRing(join(folder, 'trace-keys.json'), 'trace.example/log');
  const store = await openDiskTiles(join(folder, 'trace-log'));
  const log = await openLog({ store, records, keys, now: Date.now, logger: silentLogger });
  const places = placesOf(
    () => config,
    () => sites,
  );
  const lots = await openLots({ records, places, now: Date.now });
  const here = { site: 'farm', plot: 'p01', producer: null };
  await lots.create({ kind: 'growing', ...here, season: 's1', ...growing });
  const facts = [
    { kind: 'planting', at: plantedAt, species: 'Citrus latifolia', countryOfOrigin: 'VN' },
    ...Array.from({ length: events - 2 }, (_, at) => ({
      ...{ kind: 'irrigation', at: plantedAt + (at + 1) * 3_600_000, volumeLitres: 4000 + at },
    })),
  ];
  await lots.recordAll(facts.map((fact) => ({ lots: [idOf(growing)], fact: parseFact(fact) })));
  const harvest = { kind: 'harvest', at: plantedAt + 100 * 86_400_000, from: [idOf(growing)], kilograms: 800, certificates: [], countryOfOrigin: 'VN' }; // prettier-ignore
  const create = { kind: 'harvest', ...here, season: null, ...harvested } as const;
  await lots.record({ lots: [idOf(harvested)], fact: parseFact(harvest), create });
  await askLabel(lots, idOf(harvested));
  await appendWaiting(lots.db, log, Date.now);
  await lots.close();
  await log.close();
}

const agent = new Agent({ keepAlive: true });

/** As a browser asks; resolves to the bytes of the answer. */
function fetchFile(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      if (answer.statusCode !== 200) reject(new Error(`HTTP ${answer.statusCode}`));
      answer.on('data', (part: Buffer) => (bytes += part.length));
      answer.once('end', () => resolve(bytes)).once('error', reject);
    })
      .once('error', reject)
      .end();
  });
}
