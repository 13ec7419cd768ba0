import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteConfig } from '@fieldlapse/contracts';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores, type Stores } from '@fieldlapse/store';
import { openFilmReader } from '../src/index.ts';
import { openTimelapseRecords } from '../src/timelapse/segments/ledger.ts';
import type { BenchFigure } from './figure.ts';
import { camera, openYear, site, timeZone } from './year.ts';

// Days encoded for real before the appended ones: more than the light of a frame looks back at.
const realDays = 9;
const addedDays = 3;
const groupDays = 24;

/**
 * What one more day costs the engine, a process of its own with its ffmpegs, by the length of the film that is there: the
 * older days' records are copies of the real ones. And what it costs a season film at each place of a group of days.
 */
export async function benchAppend(): Promise<BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const days of [30, 365, 1095])
    figures.push(...(await onStores((stores, folder) => appendFull(stores, folder, days))));
  figures.push(...(await onStores(appendSeason)));
  return figures;
}

async function onStores(bench: (stores: Stores, folder: string) => Promise<BenchFigure[]>): Promise<BenchFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-append-'));
  const stores = await openStores({ folder, logger: silentLogger });
  try {
    return await bench(stores, folder);
  } finally {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function appendFull(stores: Stores, folder: string, days: number): Promise<BenchFigure[]> {
  const year = await openYear(stores);
  const engine = startEngine(folder, 'full');
  const films = await openFilms(stores);
  try {
    await year.acceptDays(days - realDays, days);
    await films.until('full', realDays);
    await copyDays(stores, days - realDays, year.dayName);
    await films.until('full', days);
    const costs: number[] = [];
    for (let day = days; day < days + addedDays; day += 1) {
      const before = engine.cpuSec();
      await year.acceptDays(day, day + 1);
      await films.until('full', day + 1);
      costs.push(engine.cpuSec() - before);
    }
    const name = `one more day on a film of ${days} days`;
    return [
      { name: `${name}, playable`, value: median(costs), unit: 'CPU-s' },
      {
        name: `${name}: peak of the engine`,
        value: engine.peakMb(),
        unit: 'MB',
        goal: '≤ 250',
        met: engine.peakMb() <= 250,
      },
    ];
  } finally {
    engine.stop();
    await films.close();
  }
}

/** One day after the other through a whole group: its first costs one picture to encode, its last 24. */
async function appendSeason(stores: Stores, folder: string): Promise<BenchFigure[]> {
  const year = await openYear(stores);
  const engine = startEngine(folder, 'season');
  const films = await openFilms(stores);
  try {
    await year.acceptDays(0, realDays);
    await films.until('season', realDays);
    const costs: number[] = [];
    for (let day = realDays; day < realDays + groupDays; day += 1) {
      const before = engine.cpuSec();
      await year.acceptDays(day, day + 1);
      await films.until('season', day + 1);
      costs.push(engine.cpuSec() - before);
    }
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    return [
      {
        name: 'one more day on a season film, mean of a group',
        value: mean,
        unit: 'CPU-s',
        goal: '≤ 1',
        met: mean <= 1,
      },
      { name: 'one more day on a season film, the dearest of a group', value: Math.max(...costs), unit: 'CPU-s' },
    ];
  } finally {
    engine.stop();
    await films.close();
  }
}

/** Records of older days, made of those of the real ones. */
async function copyDays(stores: Stores, count: number, dayName: (day: number) => string): Promise<void> {
  const db = await openTimelapseRecords(stores.records);
  const real = await db.selectFrom('segments').selectAll().where('film', '=', 'full').execute();
  const copies = Array.from({ length: count }, (_, day) => ({
    ...real[day % real.length]!,
    day: dayName(day),
    hash: `copy-${day}`,
  }));
  for (const copy of copies) await db.insertInto('segments').values(copy).execute();
  await db.destroy();
}

async function openFilms(stores: Stores) {
  const sites = [siteConfig.parse({ id: site, timeZone, cameras: [{ name: camera }] })];
  const films = await openFilmReader({
    config: {},
    stores,
    sites: () => sites,
    clock: systemClock,
    logger: silentLogger,
  });
  return {
    close: films.close,
    /** Waits until the film has so many days and nothing is left to encode. */
    async until(kind: 'full' | 'season', days: number): Promise<void> {
      for (;;) {
        const there = (await films.manifest(site, camera, { kind }).catch(() => undefined))?.days.length ?? 0;
        if (there >= days && (await films.pendingDays(site, camera)) === 0) return;
        await sleep(100);
      }
    },
  };
}

function startEngine(folder: string, films: string) {
  const script = join(import.meta.dirname, 'engine-process.ts');
  // As docs/performance.md says for a machine with little memory.
  const child: ChildProcess = spawn(process.execPath, ['--max-semi-space-size=2', script, folder, films], {
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    /** CPU seconds of the engine and of its ffmpegs that have ended [proc(5) stat]. */
    cpuSec(): number {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / 100;
    },
    peakMb(): number {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1000;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
