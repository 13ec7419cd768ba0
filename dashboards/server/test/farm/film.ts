import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  daysBetween,
  FieldlapseError,
  localDayOf,
  sha256Hex,
  type FilmCard,
  type FilmDay,
  type FilmManifest,
  type FilmRange,
  type FilmReader,
} from '@fieldlapse/contracts';
import { drawCard, ffmpeg } from './pictures.ts';
import { drawPreviews, type Previews } from './previews.ts';

export interface Shot {
  readonly f: string;
  readonly path: string;
  readonly sha256: string;
  readonly observedAt: number;
}

export const timeZone = 'Asia/Ho_Chi_Minh';
const fps = 12;

/** A film of one camera, encoded by the real ffmpeg: closed day segments as fragmented MP4, and one file of them. */
export interface Film {
  readonly manifest: FilmManifest;
  readonly playlist: string;
  readonly init: Buffer;
  /** By file name in the playlist. */
  readonly segments: ReadonlyMap<string, Buffer>;
  readonly file: string;
  /** Keogram and sprites; of a season film only. */
  readonly previews: Previews | undefined;
}

export function encodeFilm(
  folder: string,
  camera: { site: string; camera: string },
  shots: readonly Shot[],
  expectedPerDay: number,
  kind: 'full' | 'season' = 'full',
): Film {
  mkdirSync(folder, { recursive: true });
  const shown = kind === 'season' ? oneADay(shots) : shots;
  const { days, cards, pictures } = layOut(shown, expectedPerDay, kind, drawCard(folder));
  pictures.forEach((path, index) => copyFileSync(path, join(folder, `in${String(index).padStart(5, '0')}.jpg`)));
  const groups = kind === 'season' ? days.filter((_, index) => index % 4 === 0) : days;
  const cuts = groups.map(({ startSec }) => (startSec + 0.001).toFixed(3)).join(',');
  const list = join(folder, 'list.m3u8');
  const input = ['-framerate', String(fps), '-i', join(folder, 'in%05d.jpg'), '-c:v', 'libx264', '-preset', 'veryfast'];
  const keys = ['-pix_fmt', 'yuv420p', '-force_key_frames', cuts, '-sc_threshold', '0', '-g', '9999', '-bf', '0'];
  const hls = ['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_time', '0.01', '-hls_playlist_type', 'vod'];
  ffmpeg([...input, ...keys, ...hls, '-hls_segment_filename', join(folder, 'seg%05d.m4s'), list]);
  const file = join(folder, 'film.mp4');
  ffmpeg(['-i', list, '-c', 'copy', '-movflags', '+faststart', file]);
  const hash = sha256Hex(shown.map(({ f }) => f).join() + kind).slice(0, 32);
  const segments = new Map<string, Buffer>();
  let playlist = readFileSync(list, 'utf8').replace('init.mp4', `init/${hash}.mp4`);
  for (const [index, name] of readdirSync(folder)
    .filter((entry) => entry.startsWith('seg'))
    .sort()
    .entries()) {
    const bytes = readFileSync(join(folder, name));
    const uri = `${sha256Hex(bytes).slice(0, 32)}-${index * 1000}-${index}`;
    segments.set(uri, bytes);
    playlist = playlist.replace(name, `segment/${uri}.m4s`);
  }
  const size = { width: 640, height: 360 };
  const expected = spanDays(shots) * expectedPerDay;
  const manifest: FilmManifest = {
    v: 1,
    ...camera,
    kind,
    timeZone,
    fps,
    ...size,
    durationSec: pictures.length / fps,
    frameCount: shown.length,
    coverage: shots.length / expected,
    days,
    cards,
    gaps: gapsOf(shots, expectedPerDay),
    hash,
  };
  const previews = kind === 'season' ? drawPreviews(folder, shown, timeZone) : undefined;
  return { manifest, playlist, init: readFileSync(join(folder, 'init.mp4')), segments, file, previews };
}

/** Serves the films that it is given by camera and span (`full`, `season` or a day); what is not there is empty. */
export function filmReader(films: ReadonlyMap<string, Film>): FilmReader {
  const filmOf = (site: string, camera: string, range: FilmRange): Film => {
    const span = range.kind === 'full' || range.kind === 'season' ? range.kind : range.from;
    const film = films.get([site, camera, span].join('/'));
    if (!film) throw new FieldlapseError('FILM_EMPTY', `no frame of ${camera}`);
    return film;
  };
  const previewsOf = (site: string, camera: string): Previews => {
    const { previews } = filmOf(site, camera, { kind: 'season' });
    if (!previews) throw new Error('a season film has previews');
    return previews;
  };
  const missing = () => new FieldlapseError('FILM_MISSING', 'no such part');
  return {
    manifest: async (...of) => filmOf(...of).manifest,
    playlist: async (...of) => filmOf(...of).playlist,
    async init(hash) {
      for (const { manifest, init } of films.values()) if (manifest.hash === hash) return init;
      throw missing();
    },
    async segment(hash, baseTime, sequence) {
      for (const { segments } of films.values()) {
        const bytes = segments.get(`${hash}-${baseTime}-${sequence}`);
        if (bytes) return bytes;
      }
      throw missing();
    },
    keogram: async (site, camera) => previewsOf(site, camera).keogram,
    keogramPng: async (site, camera) => previewsOf(site, camera).keogramPng,
    sprites: async (site, camera) => previewsOf(site, camera).sprites,
    async spriteSheet(name) {
      for (const { previews } of films.values()) {
        if (previews?.sprites.sheets.some((sheet) => sheet.name === name)) return previews.sheet;
      }
      throw missing();
    },
    async mp4(site, camera, range, options) {
      const { file, manifest } = filmOf(site, camera, range);
      options?.onProgress?.(manifest.days.length, manifest.days.length);
      return { path: file, bytes: readFileSync(file).length, hash: manifest.hash };
    },
  };
}

/** The picture that is nearest to the middle of its day, of each day. */
function oneADay(shots: readonly Shot[]): Shot[] {
  const byDay = Map.groupBy(shots, ({ observedAt }) => localDayOf(observedAt, timeZone));
  return [...byDay.values()].flatMap((frames) => frames[Math.floor(frames.length / 2)] ?? []);
}

/** Days and, in a season, one second of card for the days between that have no frame; with the pictures as they play. */
function layOut(shots: readonly Shot[], expected: number, kind: 'full' | 'season', cardPath: string) {
  const days: FilmDay[] = [];
  const cards: FilmCard[] = [];
  const pictures: string[] = [];
  const byDay = Map.groupBy(shots, ({ observedAt }) => localDayOf(observedAt, timeZone));
  for (const [day, frames] of byDay) {
    const before = days.at(-1)?.day;
    const missing = before === undefined ? 0 : daysBetween(before, day) - 1;
    if (kind === 'season' && before !== undefined && missing > 0) {
      const gap = { from: addDays(before, 1), to: addDays(day, -1), days: missing, reason: 'missing' as const };
      cards.push({ ...gap, startSec: pictures.length / fps, durationSec: 1 });
      pictures.push(...Array.from({ length: fps }, () => cardPath));
    }
    days.push({
      day,
      segment: sha256Hex(day).slice(0, 32),
      frames: frames.map(({ f, observedAt, sha256 }) => ({ f, observedAt, sha256 })),
      startSec: pictures.length / fps,
      durationSec: frames.length / fps,
      expected,
      thinned: 0,
    });
    pictures.push(...frames.map(({ path }) => path));
  }
  return { days, cards, pictures };
}

function spanDays(shots: readonly Shot[]): number {
  return Math.round(((shots.at(-1)?.observedAt ?? 0) - (shots[0]?.observedAt ?? 0)) / 86_400_000) + 1;
}

function gapsOf(shots: readonly Shot[], expectedPerDay: number): FilmManifest['gaps'] {
  return shots.flatMap(({ observedAt: to }, index) => {
    const from = shots[index - 1]?.observedAt;
    if (from === undefined || to - from < 36 * 3_600_000) return [];
    const missingFrames = (Math.round((to - from) / 86_400_000) - 1) * expectedPerDay;
    return [{ from, to, missingFrames, reason: 'missing' as const }];
  });
}
