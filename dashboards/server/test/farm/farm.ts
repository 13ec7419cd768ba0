import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameIdOf, sensorSeries, sha256Hex, siteConfig, type SiteConfig, type Status } from '@fieldlapse/contracts';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { startDashboards, type DashboardsOptions } from '@fieldlapse/dashboards-server';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import { deskOf } from './alerts.ts';
import { encodeFilm, filmReader, timeZone, type Film, type Shot } from './film.ts';

export const now = Date.UTC(2026, 10, 24, 3, 0);
const dayMs = 86_400_000;

export const site: SiteConfig = siteConfig.parse({
  id: 'ruong-lua',
  title: 'Ruộng lúa Tân Hiệp',
  timeZone,
  plots: [{ id: 'lo-1', title: 'Lô 1' }],
  seasons: [
    {
      id: 'dong-xuan',
      plot: 'lo-1',
      subject: 'Lúa OM5451',
      sowing: '2026-10-08',
      stages: [{ day: '2026-10-30', bbch: 21 }],
    },
  ],
  cameras: [
    { name: 'bo-dong', title: 'Bờ đông', plot: 'lo-1', schedule: '0 6-17/2 * * *' },
    { name: 'cong-chinh', title: 'Cổng chính' },
  ],
  sensors: [{ name: 'tram-1', title: 'Trạm 1' }],
});

/** The real server over real stores in a temporary folder, filled row by row as intake would. */
export async function openFarm(options: Partial<DashboardsOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldlapse-dashboards-'));
  const clock = manualClock(now);
  const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const films = new Map<string, Film>();
  const server = await startDashboards({
    config: { port: 0, webRoot: join(folder, 'web') },
    stores,
    films: filmReader(films),
    desk: deskOf(clock.now).desk,
    sites: () => [site],
    clock,
    logger: silentLogger,
    ...options,
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  async function release(): Promise<void> {
    await intake.destroy();
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  }

  return {
    folder,
    clock,
    stores,
    intake,
    films,
    url: server.url,
    /** Stores pictures as frames, one for each time, and tells the change feed. */
    async storeFrames(camera: string, paths: readonly string[], times: readonly number[]): Promise<Shot[]> {
      const shots: Shot[] = [];
      for (const [seq, path] of paths.entries()) {
        const observedAt = times[seq] ?? now;
        const jpeg = readFileSync(path);
        const identity = { device: 'nut-1', camera, boot: '1-0a1b2c3d', seq: observedAt, sha256: sha256Hex(jpeg) };
        const f = frameIdOf(identity);
        const blobKey = `frames/${f}.jpg`;
        await stores.blobs.put(blobKey, jpeg);
        const time = { capturedAt: observedAt, observedAt, receivedAt: observedAt + 4000, mono: seq, clk: 'ntp' };
        const picture = { bytes: jpeg.length, width: 640, height: 360, quality: null, alert: null, blobKey };
        await intake
          .insertInto('frames')
          .values({ ...identity, f, site: site.id, ...time, timeQuality: 'measured', ...picture })
          .execute();
        await intake
          .insertInto('changes')
          .values({ kind: 'frame', site: site.id, key: f, camera, day: null })
          .execute();
        shots.push({ f, path, sha256: identity.sha256, observedAt });
      }
      return shots;
    },
    /** Encodes the film of a camera; replaces the one before. */
    showFilm(camera: string, span: string, shots: readonly Shot[], expectedPerDay = 6): Film {
      const film = encodeFilm(
        join(folder, 'films', `${camera}-${span}-${shots.length}`),
        { site: site.id, camera },
        shots,
        expectedPerDay,
        span === 'season' ? 'season' : 'full',
      );
      films.set(`${site.id}/${camera}/${span}`, film);
      // Its parts stay for those who still play it after it has been replaced.
      films.set(film.manifest.hash, film);
      return film;
    },
    async reportStatus(device: string, status: Status, statusAt = clock.now()): Promise<void> {
      const row = { site: site.id, device, status: JSON.stringify(status), statusAt, report: null, desired: null };
      await intake
        .insertInto('devices')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'device']).doUpdateSet(row))
        .execute();
    },
    /** A day of readings each 15 minutes up to now, after a curve of the hour. */
    async storeReadings(
      sensor: string,
      quantity: Parameters<typeof sensorSeries>[2],
      curve: (hour: number) => number,
    ): Promise<void> {
      const series = sensorSeries(site.id, sensor, quantity);
      const times = Array.from({ length: 96 }, (_, index) => now - dayMs + (index + 1) * 900_000);
      await stores.series.append(times.map((t) => ({ series, t, value: curve((t / 3_600_000 + 7) % 24) })));
    },
    async close(): Promise<void> {
      await server.close();
      await release();
    },
  };
}

export type Farm = Awaited<ReturnType<typeof openFarm>>;

/** `perDay` times from 06:00 local, each two hours, on the days before now that `daysAgo` lists. */
export function captureTimes(daysAgo: readonly number[], perDay = 6): number[] {
  const lastMidnight = Date.UTC(2026, 10, 23, 17);
  return daysAgo.flatMap((ago) =>
    Array.from({ length: perDay }, (_, index) => lastMidnight - ago * dayMs + (6 + 2 * index) * 3_600_000),
  );
}
