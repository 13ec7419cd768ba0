import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, siteConfig, type ExportOrder } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg } from '@fieldlapse/ffmpeg';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFilmExports } from '../../../../src/timelapse/exports/open-film-exports.ts';
import { made, orderOf, probed, quick } from '../export-farm.ts';
import { paintedFilms, paintFilm } from '../painted-film.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-compose-'));
const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
const season = (id: string, plot: string, sowing: string) => ({
  ...{ id, plot, subject: 'Lúa OM5451', sowing, baseTempC: 10, stages: [{ day: addDays(sowing, 3), bbch: 21 }] },
});
const sites = [
  siteConfig.parse({
    id: 'demo',
    cameras: [
      { name: 'bo-dong', title: 'Bờ đông', plot: 'lo-1' },
      { name: 'bo-tay', title: 'Bờ tây', plot: 'lo-2' },
      { name: 'cong', title: 'Cổng' },
    ],
    seasons: [season('dong-xuan', 'lo-1', '2026-03-01'), season('he-thu', 'lo-2', '2026-05-01')],
  }),
  siteConfig.parse({ id: 'bare', cameras: [{ name: 'bo-dong' }] }),
];
const parts = { stores, films: paintedFilms(folder), sites: () => sites, clock: systemClock, logger: silentLogger };
const exports = await openFilmExports({ ...parts, config: { folder: join(folder, 'exports'), ...quick } });
afterAll(async () => {
  await exports.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});
beforeAll(async () => {
  await paintFilm(folder, {
    camera: 'bo-dong',
    firstDay: '2026-03-01',
    perDay: [1, 1, 1, 0, 0, 1, 1, 1],
    width: 640,
    height: 360,
  });
  await paintFilm(folder, {
    camera: 'bo-tay',
    firstDay: '2026-05-01',
    perDay: [1, 1, 1, 1, 1, 1],
    width: 480,
    height: 480,
  });
});
const order = (more: Partial<ExportOrder>): ExportOrder => orderOf({ camera: 'bo-dong', kind: 'season', ...more });

/** Grey pictures of a film, decoded. */
async function greys(path: string, width: number, height: number): Promise<Buffer[]> {
  const args = ['-i', path, '-vf', 'format=gray', '-f', 'rawvideo', 'pipe:1'];
  const bytes = await runFfmpeg({ ffmpeg: await findFfmpeg(), args, timeLimitMs: 20_000 });
  return Array.from({ length: bytes.length / (width * height) }, (_, at) =>
    bytes.subarray(at * width * height, (at + 1) * width * height),
  );
}

/** Mean difference of two pictures in a band of rows. */
function differs(a: Buffer, b: Buffer, width: number, fromRow: number, toRow: number): number {
  let sum = 0;
  for (let at = fromRow * width; at < toRow * width; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / ((toRow - fromRow) * width);
}

describe('an overlay', () => {
  it('is drawn over the lower part of every picture and of no card', async () => {
    const plain = await made(exports, order({ pace: { fps: 12 } }));
    const drawn = await made(
      exports,
      order({ overlays: { date: true, daysAfterSowing: true, stage: true }, pace: { fps: 12 } }),
    );
    expect(probed(drawn.path)).toMatchObject({ codec: 'h264', frames: 12, width: 640, height: 360, fps: 12 });
    const [before, after] = [await greys(plain.path, 640, 360), await greys(drawn.path, 640, 360)];
    for (const [index, picture] of after.entries()) {
      const card = index >= 3 && index < 9;
      expect(differs(picture, before[index]!, 640, 0, 200), String(index)).toBeLessThan(3);
      const strip = differs(picture, before[index]!, 640, 310, 360);
      if (card) expect(strip, String(index)).toBeLessThan(3);
      else expect(strip, String(index)).toBeGreaterThan(20);
    }
  });

  it('moves its cursor along the curve of a series', async () => {
    const start = Date.parse('2026-03-01T00:00:00+07:00');
    const points = Array.from({ length: 8 * 24 }, (_, hour) => ({ t: start + hour * 3_600_000, value: 7 }));
    await stores.series.append(points.map((point) => ({ ...point, series: 'demo/tram-1/waterLevelCm' })));
    const overlays = { date: false, daysAfterSowing: false, stage: false, series: 'tram-1/waterLevelCm' };
    const { path } = await made(exports, order({ overlays, maxSide: 600 }));
    const pictures = await greys(path, 600, 338);
    // Above a curve that stays in the middle of its box only the cursor is bright.
    const cursors = [0, 1, 2, 9, 10, 11].map((index) => {
      const columns = Array.from({ length: 600 }, (_, x) =>
        Math.min(...[305, 306, 307, 308].map((row) => pictures[index]?.[row * 600 + x] ?? 0)),
      );
      expect(Math.max(...columns), String(index)).toBeGreaterThan(140);
      return columns.indexOf(Math.max(...columns));
    });
    expect(cursors).toEqual(cursors.toSorted((x, y) => x - y));
    expect(new Set(cursors).size).toBe(6);
    expect(cursors[0]).toBeGreaterThan(300);
  });

  it('is refused by name where the site knows nothing of what it shows', async () => {
    const none = { date: false, daysAfterSowing: false, stage: false };
    for (const [more, message] of [
      [{ site: 'bare', overlays: { ...none, daysAfterSowing: true } }, /^overlays.daysAfterSowing: no season/],
      [{ site: 'bare', overlays: { ...none, stage: true } }, /^overlays.stage: no season/],
      [{ overlays: { ...none, series: 'tram-9/airTempC' } }, /^overlays.series: tram-9\/airTempC has no point/],
    ] as const) {
      await expect(exports.order(order(more))).rejects.toMatchObject({
        code: 'BAD_EXPORT',
        message: expect.stringMatching(message) as string,
      });
    }
  });
});

describe('a comparison', () => {
  const compare = { site: 'demo', camera: 'bo-tay', kind: 'season' } as const;

  it('puts two films of one height side by side, with a line between them', async () => {
    const { path, export: done } = await made(exports, order({ compare: { ...compare, align: 'days-after-sowing' } }));
    const { width, height, ...seen } = probed(path);
    expect(seen).toMatchObject({ codec: 'h264', frames: 8 });
    expect(width).toBeLessThanOrEqual(640);
    expect(width).toBeGreaterThan(620);
    expect(width / height).toBeCloseTo(640 / 360 + 1 + 4 / height, 1);
    expect(done.fileName).toBe('demo-bo-dong-vs-bo-tay-season-2026-03-01..2026-03-08.mp4');
    const [first] = await greys(path, width, height);
    const grey = Array.from({ length: width }, (_, x) => {
      const column = Array.from({ length: height }, (__, y) => first?.[y * width + x] ?? 0);
      return Math.max(...column) - Math.min(...column) < 12 && Math.abs((column[0] ?? 0) - 191) < 8 ? [x] : [];
    }).flat();
    expect(grey.length).toBeGreaterThanOrEqual(2);
    expect(grey.length).toBeLessThanOrEqual(4);
    expect(grey[0]).toBeCloseTo(width - height - 4, -1);
  });

  it('aligned by date shows seasons of other months one after the other, beside nothing', async () => {
    const { export: done } = await made(exports, order({ compare: { ...compare, align: 'date' } }));
    expect(done.total).toBe(8 + 6);
  });

  it('aligned by degree days says what is missing', async () => {
    const wanted = order({ compare: { ...compare, align: 'degree-days' } });
    await expect(exports.order(wanted)).rejects.toThrow('compare.align: demo has no series of airTempC');
    await expect(
      exports.order(order({ compare: { ...compare, camera: 'nowhere', align: 'date' } })),
    ).rejects.toMatchObject({ code: 'FILM_EMPTY' });
    await expect(
      exports.order(order({ site: 'bare', compare: { ...compare, align: 'days-after-sowing' } })),
    ).rejects.toThrow('compare.align: no season is configured for bare/bo-dong');
    const [first, last] = [Date.parse('2026-03-01T00:00:00+07:00'), Date.parse('2026-05-08T00:00:00+07:00')];
    const points = Array.from({ length: (last - first) / 10_800_000 }, (_, at) => ({
      t: first + at * 10_800_000,
      value: 20 + (at % 8),
    }));
    await stores.series.append(points.map((point) => ({ ...point, series: 'demo/tram-1/airTempC' })));
    const { path } = await made(exports, {
      ...wanted,
      format: 'gif',
      overlays: { date: true, daysAfterSowing: true, stage: false },
    });
    expect(probed(path).codec).toBe('gif');
  });
});
