import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores, type Stores } from '@fieldlapse/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFilmExports, type FilmExportsParts } from '../../../src/timelapse/exports/open-film-exports.ts';
import { framesIn } from '../farm.ts';
import { ended, made, orderOf, probed, quick } from './export-farm.ts';
import { paintedFilms, paintFilm } from './painted-film.ts';

vi.setConfig({ testTimeout: 120_000 });
let folder: string;
let cleanUp: (() => Promise<unknown> | unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldlapse-faults-'));
  await paintFilm(folder, {
    camera: 'ruong',
    firstDay: '2026-03-01',
    perDay: [12, 12, 12, 12, 12],
    ...{ width: 320, height: 180 },
  });
});
afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
  await rm(folder, { recursive: true, force: true });
});

const order = orderOf({ camera: 'ruong', kind: 'season', format: 'webm' });
const exportsFolder = () => join(folder, 'exports');

async function openExports(config: Partial<FilmExportsParts['config']> = {}, records = 'stores') {
  const stores: Stores = await openStores({ folder: join(folder, records), logger: silentLogger });
  const exports = await openFilmExports({
    ...{ stores, films: paintedFilms(folder), sites: () => [], clock: systemClock },
    logger: createLogger({ name: 'exports', path: join(folder, 'log') }),
    config: { folder: exportsFolder(), ...quick, ...config },
  });
  cleanUp.push(async () => {
    await exports.close();
    await stores.close();
  });
  return exports;
}

/** Whole parts of an export, by name, with what tells whether one was made anew. */
function parts(id: string): Map<string, string> {
  const work = join(exportsFolder(), 'work', id);
  const names = existsSync(work) ? readdirSync(work).filter((name) => /^chunk-\w+\.webm$/.test(name)) : [];
  return new Map(
    names.map((name) => [name, `${statSync(join(work, name)).ino} ${statSync(join(work, name)).mtimeMs}`]),
  );
}

/** Finished files that somebody might be given. */
const published = (): string[] =>
  existsSync(join(exportsFolder(), 'files'))
    ? readdirSync(join(exportsFolder(), 'files')).filter((name) => !name.endsWith('.part'))
    : [];

/** Ids of ffmpeg processes that this process has started. */
function ffmpegs(): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    try {
      const [, comm, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      return comm === 'ffmpeg' && Number(rest?.split(' ')[1]) === process.pid ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

describe('an export', () => {
  it('goes on where it was after the server was killed, and never shows half a file', async () => {
    const config = JSON.stringify({ folder: exportsFolder(), ...quick });
    const script = join(import.meta.dirname, 'exporting-process.ts');
    const child = spawn(process.execPath, [script, folder, config, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp.push(() => child.kill('SIGKILL'));
    let id = '';
    child.stdout.on('data', (text: Buffer) => (id += text.toString().trim()));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    while (id === '' || parts(id).size < 2) await sleep(5);
    child.kill('SIGKILL');
    await gone;
    const before = parts(id);
    expect(before.size).toBeLessThan(8);
    expect(published()).toEqual([]);

    const exports = await openExports();
    let kept: Map<string, string> = before;
    for (let now = await exports.get(id); now.state !== 'ready'; now = await exports.get(id)) {
      expect(['waiting', 'running']).toContain(now.state);
      const seen = parts(id);
      if (seen.size >= before.size) kept = seen;
      await sleep(5);
    }
    for (const [name, made] of before) expect(kept.get(name), name).toBe(made);
    const path = await exports.file(id);
    expect(probed(path)).toMatchObject({ frames: 60, width: 320, height: 180 });
    const fresh = await made(await openExports({ folder: join(folder, 'undisturbed') }, 'other-stores'), order);
    expect(await framesIn(path)).toEqual(await framesIn(fresh.path));
  });

  it('is made although ffmpeg was stopped in the middle of it', async () => {
    const exports = await openExports({ stallLimitMs: 1000 });
    const { id } = await exports.order(order);
    while (parts(id).size < 2 || ffmpegs().length === 0) await sleep(2);
    const stopped = ffmpegs();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    expect(await ended(exports, id)).toMatchObject({ state: 'ready', done: 60, total: 60 });
    expect(probed(await exports.file(id)).frames).toBe(60);
    expect(stopped.length).toBeGreaterThan(0);
    for (const pid of stopped) expect(existsSync(`/proc/${pid}`), String(pid)).toBe(false);
  });

  it('fails with its reason where ffmpeg breaks again and again, and leaves nothing behind', async () => {
    const exports = await openExports({ memoryLimitBytes: 2 ** 28, attempts: 2 });
    const { id } = await exports.order(order);
    const failed = await ended(exports, id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'FFMPEG_FAILED' }, bytes: null });
    expect(published()).toEqual([]);
    expect(existsSync(join(exportsFolder(), 'work', id))).toBe(false);
  });

  it('ends at once when it is cancelled, and takes its parts with it', async () => {
    const exports = await openExports();
    const { id } = await exports.order(order);
    while (parts(id).size < 2) await sleep(2);
    expect(await exports.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(ffmpegs()).toEqual([]);
    expect(existsSync(join(exportsFolder(), 'work', id))).toBe(false);
    expect(published()).toEqual([]);
  });

  it('is laid down when the server stops in order, and taken up when it starts', async () => {
    const first = await openExports();
    const { id } = await first.order(order);
    while (parts(id).size < 2) await sleep(2);
    for (const undo of cleanUp.splice(0)) await undo();
    expect(ffmpegs()).toEqual([]);
    const before = parts(id).size;
    expect(before).toBeGreaterThanOrEqual(2);
    const second = await openExports();
    expect(await ended(second, id)).toMatchObject({ state: 'ready', total: 60 });
  });

  it('waits on a full disk and goes on when there is room', async ({ skip }) => {
    const mount = join(folder, 'exports');
    await mkdir(mount);
    const enoughForTheFilm = statSync(join(folder, 'ruong.mp4')).size + 60_000;
    const size = `size=${enoughForTheFilm}`;
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', mount], { encoding: 'utf8' });
    if (mounted.status !== 0) return skip('no small disk can be mounted here (it needs root)');
    cleanUp.push(() => spawnSync('umount', ['-l', mount]));
    const exports = await openExports({ retryMs: 50, attempts: 20 });
    const { id } = await exports.order(orderOf({ ...order, format: 'mp4', maxSide: 300 }));
    while (!readFileSync(join(folder, 'log'), 'utf8').includes('the disk of the exports is full')) await sleep(5);
    expect(published()).toEqual([]);
    spawnSync('mount', ['-o', 'remount,size=20m', mount]);
    expect(await ended(exports, id)).toMatchObject({ state: 'ready', error: null });
    expect(probed(await exports.file(id)).frames).toBe(60);
  });

  it('leaves the last of the disk to new frames', async () => {
    const exports = await openExports({ minFreeBytes: 2 ** 50, attempts: 2 });
    const { id } = await exports.order(order);
    expect(await ended(exports, id)).toMatchObject({ state: 'failed', error: { code: 'STORE_FULL' } });
  });
});
