import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg, runFfmpeg } from '@fieldlapse/ffmpeg';
import { silentLogger } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldlapse, startServer } from './support/command.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-import-'));
afterAll(() => rm(folder, { recursive: true }));
const photos = join(folder, 'photos');
const data = join(folder, 'server');

/** A JPEG of its own for each number. */
const photo = (number: number) =>
  sharp({ create: { width: 320, height: 180, channels: 3, background: { r: 20 * number, g: 150, b: 60 } } })
    .jpeg()
    .toBuffer();

async function framesIn(path: string): Promise<number> {
  const ffmpeg = await findFfmpeg();
  const hashes = await runFfmpeg({ ffmpeg, args: ['-i', path, '-f', 'framemd5', '-'], timeLimitMs: 60_000 });
  return hashes
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')).length;
}

const importPhotos = (...args: string[]) =>
  fieldlapse([
    'import',
    photos,
    '--data',
    data,
    '--site',
    'farm-1',
    '--camera',
    'cam-1',
    '--time',
    'name:YYYY-MM-DD_HHmm',
    '--json',
    ...args,
  ]);

describe('fieldlapse import', { timeout: 90_000 }, () => {
  it('stores photos through a server of its own, says what it refused, and stores nothing twice', async () => {
    await mkdir(join(photos, 'more'), { recursive: true });
    for (let day = 1; day <= 5; day += 1)
      await writeFile(join(photos, `field_2024-05-0${day}_0630.jpg`), await photo(day));
    await copyFile(join(photos, 'field_2024-05-01_0630.jpg'), join(photos, 'more', 'copy_2024-05-01_0630.jpg'));
    await writeFile(join(photos, 'no-time.jpg'), await photo(6));
    await writeFile(join(photos, 'torn_2024-05-06_0630.jpg'), (await photo(7)).subarray(0, -40));
    await writeFile(join(photos, 'page_2024-05-07_0630.jpg'), '<html></html>');
    await writeFile(join(photos, 'raw_2024-05-08_0630.CR2'), 'raw');
    await writeFile(join(photos, 'notes.txt'), 'not a picture');

    const first = await importPhotos();
    const summary = JSON.parse(first.stdout) as {
      stored: number;
      duplicate: number;
      rejected: { name: string; code: string }[];
    };
    expect(summary).toMatchObject({ stored: 5, duplicate: 1 });
    expect(Object.fromEntries(summary.rejected.map(({ name, code }) => [name, code]))).toEqual({
      'no-time.jpg': 'NO_CAPTURE_TIME',
      'torn_2024-05-06_0630.jpg': 'JPEG_TRUNCATED',
      'page_2024-05-07_0630.jpg': 'NOT_A_JPEG',
      'raw_2024-05-08_0630.CR2': 'NOT_A_JPEG',
    });
    expect(first.code).toBe(2);

    const again = JSON.parse((await importPhotos()).stdout) as typeof summary;
    expect(again).toMatchObject({ stored: 0, duplicate: 6 });
    const stores = await openStores({ folder: data, logger: silentLogger });
    const intake = await stores.records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
    const stored = await intake
      .selectFrom('frames')
      .select(['device', 'boot', 'capturedAt', 'observedAt', 'timeQuality'])
      .orderBy('capturedAt')
      .execute();
    expect(stored).toHaveLength(5);
    expect(stored[0]).toMatchObject({
      device: 'import-cam-1',
      boot: 'import',
      capturedAt: Date.UTC(2024, 3, 30, 23, 30),
      timeQuality: 'measured',
    });
    await intake.destroy();
    await stores.close();
  });

  it('writes the whole film, a day and a range', async () => {
    const film = (...args: string[]) => fieldlapse(['film', '--data', data, '--camera', 'cam-1', '--json', ...args]);
    const out = (name: string) => join(folder, name);
    const full = await film('--out', out('full.mp4'));
    expect(JSON.parse(full.stdout)).toMatchObject({ frames: 5, days: 5 });
    expect(await framesIn(out('full.mp4'))).toBe(5);
    await film('--kind', 'day', '--from', '2024-05-02', '--out', out('day.mp4'));
    expect(await framesIn(out('day.mp4'))).toBe(1);
    await film('--kind', 'range', '--from', '2024-05-02', '--to', '2024-05-04', '--out', out('range.mp4'));
    expect(await framesIn(out('range.mp4'))).toBe(3);
    const empty = await film('--kind', 'day', '--from', '2023-01-01', '--out', out('empty.mp4'));
    expect(empty.stderr).toContain('FILM_EMPTY');
    expect(empty.code).toBe(1);
    expect(await readdir(folder)).not.toContain('empty.mp4');
  });

  it('finds the running server', async () => {
    const server = await startServer(['--data', data, '--http-port', '0', '--mqtt-port', '0']);
    await writeFile(join(photos, 'late_2024-05-09_0630.jpg'), await photo(9));
    const summary = JSON.parse((await importPhotos()).stdout) as { stored: number; duplicate: number };
    expect(summary).toMatchObject({ stored: 1, duplicate: 6 });
    const sites = (await (await fetch(`${server.url}/api/sites`)).json()) as {
      sites: { cameras: { frames: number }[] }[];
    };
    expect(sites.sites[0]?.cameras[0]?.frames).toBe(6);
    await server.stop();
  });

  it.each([
    [['--camera', 'Cam_1'], 'BAD_ID'],
    [['--time', 'name:MM'], 'BAD_TIME_PATTERN'],
    [['--data', '/dev/null/x'], 'STORE_UNWRITABLE'],
  ])('refuses %j', async (args, code) => {
    const { stderr, code: exitCode } = await importPhotos(...args);
    expect(stderr).toContain(code);
    expect(exitCode).toBe(1);
  });
});

const eggs = join(import.meta.dirname, '../../../shared/data/images/eggs');
if (!existsSync(eggs)) console.warn('skipped: the egg series is not beside this repository');

it.skipIf(!existsSync(eggs))('imports a real series whose times stand in its names', { timeout: 90_000 }, async () => {
  const args = ['--data', data, '--site', 'farm-2', '--camera', 'nest', '--time', 'name:YYYY-MM-DD_HHmm', '--json'];
  const { stdout, code } = await fieldlapse(['import', eggs, ...args]);
  expect(JSON.parse(stdout)).toEqual({ stored: 21, duplicate: 0, rejected: [] });
  expect(code).toBe(0);
  const out = join(folder, 'eggs.mp4');
  await fieldlapse(['film', '--data', data, '--camera', 'nest', '--out', out]);
  // And a card of a second for 15 June, of which there is no picture.
  expect(await framesIn(out)).toBe(21 + 24);
  expect((await readFile(out)).subarray(4, 8).toString()).toBe('ftyp');
});
