import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { siteConfig, type FilmReader } from '@fieldlapse/contracts';
import { openFilmExports } from '@fieldlapse/ingest';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { startTraceability, traceabilityConfig } from '@fieldlapse/traceability';
import { expect, it, onTestFinished } from 'vitest';
import { publishedFilms } from '../../../src/start/trace/published-films.ts';

const lot = '09520000010010/CKH-2026-01';
const config = traceabilityConfig.parse({ companyPrefix: '952000000', places: [{ site: 'farm', gln: '9520000000011' }] }); // prettier-ignore
const sites = [
  siteConfig.parse({
    ...{ id: 'farm', timeZone: 'Asia/Ho_Chi_Minh', plots: [{ id: 'p01' }, { id: 'p02' }] },
    seasons: [{ id: 's1', plot: 'p01', subject: 'Chanh', sowing: '2025-11-02', end: '2026-01-30' }],
    cameras: [
      { name: 'gate', plot: 'p01' },
      { name: 'pond', plot: 'p02' },
    ],
  }),
];

it('a published film is recorded once on the lot of its camera and season, also after restarts and months later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-films-'));
  const stores = await openStores({ folder, logger: silentLogger });
  onTestFinished(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });
  /** Runs the service for one look, and tells what films the lot has then. */
  const look = async (): Promise<string[]> => {
    const films = publishedFilms({ stores });
    const service = await startTraceability({ config, stores, sites: () => sites, clock: systemClock, logger: silentLogger, films, pollMs: 600_000 }); // prettier-ignore
    const [gtin = '', number = ''] = lot.split('/');
    if (!(await service.lots.reader.lot(lot)))
      await service.lots.create({ kind: 'growing', site: 'farm', plot: 'p01', season: 's1', producer: null, gtin, number }); // prettier-ignore
    await service.catchUp();
    const facts = await service.lots.reader.facts(lot, ['film']);
    await service.close();
    await films.close();
    return facts.map(({ body }) => /[0-9a-f]{64}/.exec(body)![0]);
  };
  // Before anybody could order a film.
  expect(await look()).toEqual([]);

  // Nothing is rendered here: the films are told as the maker of exports tells them.
  const exports = await openFilmExports({ config: { folder: join(folder, 'exports') }, stores, films: {} as FilmReader, sites: () => sites, clock: systemClock, logger: silentLogger }); // prettier-ignore
  await exports.close();
  const tell = (id: string, camera: string, lastDay: string, digit: string): void => {
    const records = new DatabaseSync(join(folder, 'records', 'exports.sqlite'));
    const row = `('${id}', 'farm', '${camera}', '${lastDay}', ${Date.now()}, 'video/mp4', 5, '${digit.repeat(64)}')`;
    records.exec(`insert into publications (export, site, camera, lastDay, publishedAt, mediaType, bytes, sha256) values ${row}`); // prettier-ignore
    records.close();
  };
  tell('a', 'gate', '2026-01-29', 'a');
  tell('b', 'pond', '2026-01-29', 'b');
  tell('c', 'gate', '2026-03-01', 'c');
  expect(await look()).toEqual(['a'.repeat(64)]);
  expect(await look()).toEqual(['a'.repeat(64)]);
  tell('d', 'gate', '2025-12-31', 'd');
  expect(await look()).toEqual(['a', 'd'].map((digit) => digit.repeat(64)));
});
