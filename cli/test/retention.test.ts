import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg, runFfmpeg } from '@fieldlapse/ffmpeg';
import { silentLogger } from '@fieldlapse/runtime';
import { openCitations, openIntakeReader, openStores, type FrameRow } from '@fieldlapse/store';
import { afterAll, expect, it } from 'vitest';
import { fieldlapse, startServer } from './support/command.ts';

const eggs = join(import.meta.dirname, '../../../shared/data/images/eggs');
if (!existsSync(eggs)) console.warn('skipped: the egg series is not beside this repository');
const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-retention-'));
afterAll(() => rm(folder, { recursive: true }));
const data = join(folder, 'data');

it.skipIf(!existsSync(eggs))(
  'tells what would go, deletes just that, and the film plays on as it was',
  { timeout: 180_000 },
  async () => {
    await fieldlapse([
      ...['import', eggs, '--data', data, '--site', 'farm-1', '--camera', 'nest'],
      ...['--time', 'name:YYYY-MM-DD_HHmm'],
    ]);
    const before = await filmOf('before.mp4');
    const frames = await framesOf();
    expect(frames).toHaveLength(21);

    const off = await fieldlapse(['retention', '--data', data, '--dry-run']);
    expect(off).toMatchObject({ code: 1, stdout: '' });
    expect(off.stderr).toContain('--days 90');
    const cited = frames[9] as FrameRow;
    const stores = await openStores({ folder: data, logger: silentLogger });
    await (await openCitations(stores.records)).cite([cited.f], 'lot-1', 1);
    await stores.close();

    const planned = (await dryRun('--days', '30', '--per-day', '1')).cameras[0];
    expect(planned).toMatchObject({ site: 'farm-1', camera: 'nest', stay: { cited: 1 } });
    expect(planned?.goFrames).toBeGreaterThan(5);
    const table = await fieldlapse(['retention', '--data', data, '--dry-run', '--days', '30', '--per-day', '1']);
    expect(table.stdout).toMatch(new RegExp(`farm-1/nest +${planned?.goFrames} +.* MB +.*1 cited by a record`));
    expect(await framesOf()).toEqual(frames); // Nothing was touched.

    const config = join(data, 'fieldlapse.yaml');
    await writeFile(config, `${await readFile(config, 'utf8')}retention:\n  keepOriginalsDays: 30\n  keepPerDay: 1\n`);
    const server = await startServer(['--data', data, '--http-port', '0', '--mqtt-port', '0']);
    try {
      const gone = async (): Promise<FrameRow[]> =>
        (await framesOf()).filter(({ originalDeletedAt }) => typeof originalDeletedAt === 'number');
      await expect.poll(async () => (await gone()).length, { timeout: 60_000 }).toBe(planned?.goFrames);
      const [first] = await gone();
      const answer = await fetch(`${server.url}/api/frames/${first?.f}.jpg`);
      expect(answer.headers.get('fieldlapse-original')).toBe('retired');
      expect((await answer.arrayBuffer()).byteLength).toBeLessThan(60_000);
      const kept = await fetch(`${server.url}/api/frames/${cited.f}.jpg`);
      expect(kept.headers.get('fieldlapse-original')).toBeNull();
      expect((await kept.arrayBuffer()).byteLength).toBe(cited.bytes);
    } finally {
      expect((await server.stop()).code).toBe(0);
    }
    expect((await dryRun()).cameras[0]).toMatchObject({ goFrames: 0, goBytes: 0 });
    expect(await filmOf('after.mp4')).toEqual(before);
  },
);

interface Planned {
  readonly cameras: readonly { goFrames: number; goBytes: number; stay: Record<string, number> }[];
}

async function dryRun(...args: string[]): Promise<Planned> {
  const { stdout } = await fieldlapse(['retention', '--data', data, '--dry-run', '--json', ...args]);
  return JSON.parse(stdout) as Planned;
}

async function framesOf(): Promise<FrameRow[]> {
  const stores = await openStores({ folder: data, logger: silentLogger });
  try {
    const intake = await openIntakeReader(stores.records);
    return await intake.frames('farm-1', 'nest', { limit: 100 });
  } finally {
    await stores.close();
  }
}

/** Every decoded frame of the full film. */
async function filmOf(name: string): Promise<string> {
  const out = join(folder, name);
  const { code, stderr } = await fieldlapse(['film', '--data', data, '--camera', 'nest', '--out', out]);
  expect(code, stderr).toBe(0);
  const args = ['-i', out, '-f', 'framemd5', 'pipe:1'];
  return (await runFfmpeg({ ffmpeg: await findFfmpeg(), args, timeLimitMs: 60_000 })).toString();
}
