import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameIdOf, localDayOf, sha256Hex, siteConfig, type FilmReader, type SiteConfig } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import { manualClock, silentLogger, sleep } from '@fieldlapse/runtime';
import {
  intakeMigrations,
  openStores,
  type ChangeRow,
  type FrameRow,
  type IntakeTables,
  type Stores,
} from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import sharp from 'sharp';
import { openFilmReader, type OpenFilmReader } from '../../src/timelapse/films/open-film-reader.ts';
import { startTimelapse, type TimelapseParts } from '../../src/timelapse/start.ts';

export const timeZone = 'Asia/Ho_Chi_Minh';
export const camera = 'ruong-lua';
/** 06:00 of 1 March 2026 at the farm. */
export const firstMorning = Date.parse('2026-03-01T06:00:00+07:00');
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A farm with real stores, whose frames are put straight into intake's tables. */
export interface Farm {
  /** Where the stores lie. */
  readonly folder: string;
  readonly stores: Stores;
  readonly intake: Kysely<IntakeTables>;
  readonly sites: SiteConfig[];
  readonly clock: ReturnType<typeof manualClock>;
  readonly films: OpenFilmReader;
  /** Accepts a frame observed at a time, drawn from it or as given, and returns its row. */
  accept(observedAt: number, jpeg?: Buffer): Promise<FrameRow>;
  /** Corrects a frame's time, as a late clock synchronisation does. */
  correct(frame: FrameRow, observedAt: number): Promise<void>;
  thin(observedAt: number): Promise<void>;
  start(config?: TimelapseParts['config']): Promise<{ close(): Promise<void> }>;
  /** Resolves once nothing is left to encode and the film's frames are those observed at these times. */
  untilFilmed(times: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** A farm in a folder of its own, which goes with it; in that of `parent` where it is named. */
export async function openFarm(schedule?: string, parent = tmpdir()): Promise<Farm> {
  const folder = await mkdtemp(join(parent, 'fieldlapse-film-'));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const sites = [
    siteConfig.parse({ id: 'demo', timeZone, cameras: [{ name: camera, ...(schedule && { schedule }) }] }),
  ];
  const clock = manualClock(firstMorning + 365 * dayMs);
  const parts = { stores, sites: () => sites, clock, logger: silentLogger };
  const films = await openFilmReader({ ...parts, config: {} });
  const running = new Set<{ close(): Promise<void> }>();
  const untilFilmed = async (times: readonly number[]): Promise<void> => {
    const wanted = times.toSorted((a, b) => a - b).join();
    for (const end = Date.now() + 110_000; Date.now() < end; await sleep(20)) {
      // Read in this order: a day that is still to be encoded anew, for its light, may hold the wanted frames already.
      const pending = await films.pendingDays('demo', camera);
      if (pending === 0 && (await filmedTimes(films)).join() === wanted) return;
    }
    throw new Error(`the film has ${(await filmedTimes(films)).length} frames, not ${times.length}`);
  };
  return {
    ...{ folder, stores, intake, sites, clock, films, untilFilmed },
    accept: async (observedAt, jpeg) => acceptFrame(intake, stores, observedAt, jpeg ?? (await picture(observedAt))),
    correct: (frame, observedAt) => correctTime(intake, frame, observedAt),
    thin: (observedAt) => addThinned(intake, observedAt),
    async start(config = {}) {
      const service = await startTimelapse({
        ...parts,
        config: { minRebuildMs: 0, graceMs: 0, pollMs: 20, ...config },
      });
      running.add(service);
      return {
        async close() {
          running.delete(service);
          await service.close();
        },
      };
    },
    async close() {
      for (const service of running) await service.close();
      await films.close();
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function filmedTimes(films: FilmReader): Promise<number[]> {
  const manifest = await films.manifest('demo', camera, { kind: 'full' }).catch(() => undefined);
  return manifest?.days.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt)) ?? [];
}

/** A small picture whose colours say when it was taken. */
export function picture(observedAt: number, width = 96, height = 64): Promise<Buffer> {
  const hour = Math.floor(observedAt / 600_000);
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    const stripe = (Math.floor(at / 3 / width / 8) + hour) % 7;
    pixels[at] = (hour * 37 + stripe * 20) % 256;
    pixels[at + 1] = (hour * 11 + stripe * 35) % 256;
    pixels[at + 2] = (hour * 5) % 256;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

async function acceptFrame(
  intake: Kysely<IntakeTables>,
  stores: Stores,
  observedAt: number,
  jpeg: Buffer,
): Promise<FrameRow> {
  const sha256 = sha256Hex(jpeg);
  const origin = { device: 'node-1', camera, boot: '1-00000000', seq: observedAt };
  const f = frameIdOf({ ...origin, sha256 });
  const blobKey = `frames/demo/${camera}/${f}.jpg`;
  await stores.blobs.put(blobKey, jpeg);
  const row: FrameRow = {
    ...{ f, site: 'demo', ...origin, capturedAt: observedAt, mono: 0, clk: 'ntp', observedAt, timeQuality: 'measured' },
    ...{
      receivedAt: observedAt,
      bytes: jpeg.length,
      sha256,
      width: 96,
      height: 64,
      quality: null,
      alert: null,
      blobKey,
    },
  };
  await intake.transaction().execute(async (trx) => {
    await trx.insertInto('frames').values(row).execute();
    await trx
      .insertInto('changes')
      .values(change('frame', f, observedAt))
      .execute();
  });
  return row;
}

function correctTime(
  intake: Kysely<IntakeTables>,
  { f, observedAt: before }: FrameRow,
  observedAt: number,
): Promise<void> {
  return intake.transaction().execute(async (trx) => {
    await trx.updateTable('frames').set({ observedAt, timeQuality: 'corrected' }).where('f', '=', f).execute();
    for (const time of [before, observedAt])
      await trx
        .insertInto('changes')
        .values(change('frame-time', f, time))
        .execute();
  });
}

async function addThinned(intake: Kysely<IntakeTables>, observedAt: number): Promise<void> {
  const sha256 = sha256Hex(String(observedAt));
  const origin = { device: 'node-1', camera, boot: '1-00000000', seq: observedAt };
  const f = frameIdOf({ ...origin, sha256 });
  const times = { capturedAt: observedAt, observedAt, receivedAt: observedAt, thinnedAt: observedAt, mono: 0 };
  const row = {
    f,
    site: 'demo',
    ...origin,
    ...times,
    clk: 'ntp',
    timeQuality: 'measured',
    bytes: 1,
    sha256,
    reason: 'card-full',
  } as const;
  await intake.insertInto('thinned').values(row).execute();
}

function change(kind: ChangeRow['kind'], key: string, time: number): Omit<ChangeRow, 'acceptedSeq'> {
  return { kind, site: 'demo', key, camera, day: localDayOf(time, timeZone) };
}

/** A film as a player gets it: the playlist's parts, joined. */
export async function playedBytes(films: FilmReader): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const line of (await films.playlist('demo', camera, { kind: 'full' })).split('\n')) {
    const init = /URI="init\/(\w+)\.mp4"/.exec(line)?.[1];
    const [, hash, base, sequence] = /^segment\/(\w+)-(\d+)-(\d+)\.m4s$/.exec(line) ?? [];
    if (init) parts.push(await films.init(init));
    if (hash) parts.push(await films.segment(hash, Number(base), Number(sequence)));
  }
  return Buffer.concat(parts);
}

/** Frame number and MD5 of every decoded frame of a file, or of bytes. */
export async function framesIn(source: string | Buffer, ffmpeg?: Ffmpeg): Promise<string[]> {
  async function* bytes(): AsyncGenerator<Buffer> {
    if (typeof source !== 'string') yield source;
  }
  const text = await runFfmpeg({
    ffmpeg: ffmpeg ?? (await findFfmpeg()),
    args: ['-i', typeof source === 'string' ? source : 'pipe:0', '-f', 'framemd5', 'pipe:1'],
    input: bytes(),
    timeLimitMs: 30_000,
  });
  const lines = text
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, , pts, , , md5] = line.split(/,\s*/);
    return `${pts} ${md5}`;
  });
}
