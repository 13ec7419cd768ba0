import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  frameIdOf,
  localDayOf,
  sha256Hex,
  siteConfig,
  type CameraMoves,
  type FilmKind,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { uprightSize } from '@fieldlapse/imaging';
import { manualClock, silentLogger, sleep } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import { openCameraMoves } from '../../src/timelapse/camera/open-camera-moves.ts';
import { openFilmReader, type OpenFilmReader } from '../../src/timelapse/films/open-film-reader.ts';
import { timelapseMigrations, type ShownFrame, type TimelapseTables } from '../../src/timelapse/segments/tables.ts';
import { startTimelapse, type TimelapseParts } from '../../src/timelapse/start.ts';
import type { Shot } from './folder.ts';

export const site = 'bench';
export const camera = 'field';

/** Real stores with a real timelapse service over pictures of a folder. */
export interface Farm {
  readonly films: OpenFilmReader;
  readonly moves: CameraMoves;
  /** Puts pictures in as accepted frames. */
  accept(shots: readonly Shot[]): Promise<void>;
  /** Resolves once all accepted frames are in the films. */
  untilFilmed(): Promise<void>;
  /** What was done to the frames of a film, by frame id. */
  shown(kind: FilmKind): Promise<Map<string, ShownFrame>>;
  /** Resolves to false where the film has not become another one in time. */
  untilOther(hash: string): Promise<boolean>;
  close(): Promise<void>;
}

export async function openFarm(
  config: Pick<TimelapseParts['config'], 'deflicker' | 'stabilise'>,
  timeZone: string,
  known: Omit<Partial<SiteConfig>, 'cameras'> & { readonly camera: object },
): Promise<Farm> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-films-'));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const { camera: cameraFields, ...siteFields } = known;
  const sites = [siteConfig.parse({ id: site, timeZone, ...siteFields, cameras: [{ name: camera, ...cameraFields }] })];
  const parts = { stores, sites: () => sites, clock: manualClock(Date.parse('2030-01-01')), logger: silentLogger };
  const films = await openFilmReader({ ...parts, config: {} });
  const moves = await openCameraMoves(parts);
  const service = await startTimelapse({
    ...parts,
    config: { minRebuildMs: 0, graceMs: 0, pollMs: 50, ...config },
  });
  const season = { kind: 'season' } as const;
  const filmed = async (): Promise<number> =>
    (await films.manifest(site, camera, { kind: 'full' }).catch(() => undefined))?.frameCount ?? 0;
  let accepted = 0;
  return {
    ...{ films, moves },
    async accept(shots) {
      for (const shot of shots) await stores.blobs.put(keyOf(shot), readFileSync(shot.path));
      const rows = await Promise.all(shots.map(rowOf));
      await intake.transaction().execute(async (trx) => {
        for (const row of rows) {
          await trx.insertInto('frames').values(row).execute();
          const day = localDayOf(row.observedAt, timeZone);
          await trx.insertInto('changes').values({ kind: 'frame', site, key: row.f, camera, day }).execute();
        }
      });
      accepted += shots.length;
    },
    async untilFilmed() {
      for (const end = Date.now() + 900_000; Date.now() < end; await sleep(50)) {
        if ((await films.pendingDays(site, camera)) === 0 && (await filmed()) === accepted) return;
      }
      throw new Error(`the film has ${await filmed()} frames, not ${accepted}`);
    },
    async shown(kind) {
      const db = await stores.records.openReadOnly<TimelapseTables>('timelapse', timelapseMigrations.length);
      const film = kind === 'season' ? 'season' : 'full';
      const rows = await db.selectFrom('segments').select('frames').where('film', '=', film).execute();
      await db.destroy();
      const frames = rows.flatMap((row) => JSON.parse(row.frames) as ShownFrame[]);
      return new Map(frames.map((frame) => [frame.f, frame]));
    },
    async untilOther(hash) {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
        if ((await films.manifest(site, camera, season)).hash !== hash) return true;
      }
      return false;
    },
    async close() {
      await service.close();
      await moves.close();
      await films.close();
      await intake.destroy();
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function keyOf({ observedAt }: Shot): string {
  return `frames/${site}/${camera}/${observedAt}.jpg`;
}

async function rowOf(shot: Shot) {
  const { path, observedAt } = shot;
  const jpeg = readFileSync(path);
  const { width, height } = await uprightSize(jpeg);
  const sha256 = sha256Hex(jpeg);
  const origin = { device: 'node-1', camera, boot: '1-00000000', seq: observedAt };
  const times = { capturedAt: observedAt, mono: 0, clk: 'ntp' as const, observedAt, receivedAt: observedAt };
  return {
    ...{ f: frameIdOf({ ...origin, sha256 }), site, ...origin, ...times, timeQuality: 'measured' as const },
    ...{ bytes: jpeg.length, sha256, width, height, quality: null, alert: null, blobKey: keyOf(shot) },
  };
}
