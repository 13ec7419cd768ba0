import {
  cameraConfigOf,
  FieldlapseError,
  timeZoneOf,
  type FilmRange,
  type FilmReader,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { findFfmpeg, patchFragments, type Ffmpeg } from '@fieldlapse/ffmpeg';
import type { Clock, Logger, Running } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { filmReaderConfig } from '../config.ts';
import { initKey, segmentKey } from '../segments/tables.ts';
import { openFilmCache } from './film-cache.ts';
import { filmHash, manifestOf, windowOf } from './manifest/manifest.ts';
import { writeMp4 } from './mp4.ts';
import { placeFilm } from './place.ts';
import { playlistOf } from './playlist.ts';
import { filmPreviews } from './previews.ts';
import { openStoredDays } from './stored-days.ts';

export interface FilmReaderParts {
  readonly config: z.input<typeof filmReaderConfig>;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A film reader that also knows how far the encoder is. */
export interface OpenFilmReader extends FilmReader, Running {
  /** Local days of a camera whose frames are accepted but not all encoded yet. */
  pendingDays(site: string, camera: string): Promise<number>;
}

/** Opens what plays films; works with or without a running timelapse service, also before it has ever run. */
export async function openFilmReader({
  config,
  stores,
  sites,
  clock,
  logger,
}: FilmReaderParts): Promise<OpenFilmReader> {
  const { timeLimitMs, ...cacheOptions } = filmReaderConfig.parse(config);
  const stored = openStoredDays(stores.records);
  const cache = await openFilmCache(cacheOptions);
  let ffmpeg: Promise<Ffmpeg> | undefined;
  const findOnce = (): Promise<Ffmpeg> => {
    ffmpeg ??= findFfmpeg();
    ffmpeg.catch(() => (ffmpeg = undefined)); // It may be installed before the next film is asked for.
    return ffmpeg;
  };
  const placed = async (site: string, camera: string, range: FilmRange) =>
    placeFilm(await stored.segments(site, camera, range), timeZoneOf(sites(), site));
  const previews = filmPreviews({ stored, placed, cache, blobs: stores.blobs, ffmpeg: findOnce, timeLimitMs });
  return {
    async manifest(site, camera, range) {
      const rows = await stored.segments(site, camera, range);
      const timeZone = timeZoneOf(sites(), site);
      const window = windowOf(rows, range, timeZone, clock.now());
      const thinned = await stored.thinned(site, camera, window.from, window.to);
      const schedule = cameraConfigOf(sites(), site, camera)?.schedule;
      return manifestOf({ film: placeFilm(rows, timeZone), thinned, range, window, timeZone, schedule });
    },
    playlist: async (site, camera, range) => playlistOf((await placed(site, camera, range)).parts),
    init: (hash) => orFilmMissing(stores.blobs.get(initKey(hash))),
    async segment(name, baseTime, sequence) {
      const part = name.endsWith('c') && name.length > hashLength ? 'card' : 'frames';
      const row = await stored.named(part === 'card' ? name.slice(0, -1) : name);
      return patchFragments(await orFilmMissing(stores.blobs.get(segmentKey(row, part))), baseTime, sequence);
    },
    async mp4(site, camera, range, options = {}) {
      const film = await placed(site, camera, range);
      const hash = filmHash(film);
      const file = await cache.file(`${hash}.mp4`, async (path) => {
        logger.info({ site, camera, parts: film.parts.length }, 'writing a film');
        await writeMp4(film.parts, path, { ffmpeg: await findOnce(), blobs: stores.blobs, timeLimitMs, ...options });
      });
      return { ...file, hash };
    },
    ...previews,
    pendingDays: stored.pending,
    async close() {
      await stored.close();
      await cache.close();
    },
  };
}

/** Length of the hash that names a segment. */
const hashLength = 32;

async function orFilmMissing(bytes: Promise<Buffer>): Promise<Buffer> {
  try {
    return await bytes;
  } catch (cause) {
    if (!(cause instanceof FieldlapseError) || (cause.code !== 'BLOB_MISSING' && cause.code !== 'BAD_BLOB_KEY'))
      throw cause;
    throw new FieldlapseError('FILM_MISSING', 'this part of the film is not, or no longer, in the store', { cause });
  }
}
