import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDashboards } from '@fieldlapse/dashboards-server';
import { FieldlapseError, type FilmReader } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { median, type BenchFigure } from './figure.ts';

const filmBytes = 64 * 2 ** 20;
const rangeBytes = 2 ** 20;
const requests = 512;
const atOnce = 8;

/** Ranges of an MP4 from our HTTP server against a bare node:http server in the same process. */
export async function benchHttp(): Promise<BenchFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const path = join(folder, 'film.mp4');
  await writeFile(path, Buffer.alloc(filmBytes, 7));
  const stores = await openStores({ folder, logger: silentLogger });
  const dashboards = await startDashboards({
    config: { port: 0, webRoot: folder },
    stores,
    films: filmsOf(path),
    sites: () => [],
    clock: systemClock,
    logger: silentLogger,
  });
  const bare = createServer((asked, answer) => {
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(asked.headers.range ?? '') ?? [];
    answer.writeHead(206, { 'content-length': Number(to) - Number(from) + 1 });
    createReadStream(path, { start: Number(from), end: Number(to) }).pipe(answer);
  });
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  try {
    const ours = `${dashboards.url}/api/sites/s/cameras/c/film/full/film.mp4`;
    const theirs = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let pair = 0; pair < 3; pair += 1) {
      rates.push(await rangeRate(ours));
      ratios.push((rates.at(-1) ?? 0) / (await rangeRate(theirs)));
    }
    return [
      { name: 'MP4 ranges of 1 MiB, our server', value: median(rates), unit: 'MB/s' },
      { name: 'MP4 ranges of 1 MiB, ratio to bare node:http', value: median(ratios), unit: '×' },
    ];
  } finally {
    bare.close();
    await dashboards.close();
    await stores.close();
    await rm(folder, { recursive: true });
  }
}

/** A reader of one finished film. */
function filmsOf(path: string): FilmReader {
  const none = () => Promise.reject(new FieldlapseError('FILM_MISSING', 'the benchmark only has an MP4'));
  return {
    manifest: none,
    playlist: none,
    init: none,
    segment: none,
    keogram: none,
    keogramPng: none,
    sprites: none,
    spriteSheet: none,
    mp4: async () => ({ path, bytes: filmBytes, hash: 'b'.repeat(32) }),
  };
}

async function rangeRate(url: string): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    for (let index = next; index < requests; index = next) {
      next += 1;
      const from = (index * rangeBytes) % filmBytes;
      await fetchRange(url, from, from + rangeBytes - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (requests * rangeBytes) / (performance.now() - begun) / 1000;
}

function fetchRange(url: string, from: number, to: number): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { range: `bytes=${from}-${to}` } }, (answer) => {
      if (answer.statusCode !== 206) reject(new Error(`HTTP ${answer.statusCode}`));
      answer.resume().once('end', resolve).once('error', reject);
    })
      .once('error', reject)
      .end();
  });
}
