import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  FieldlapseError,
  localDayOf,
  sha256Hex,
  type FilmDay,
  type FilmManifest,
  type FilmReader,
} from '@fieldlapse/contracts';
import { ffmpeg } from './pictures.ts';

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
}

export function encodeFilm(
  folder: string,
  camera: { site: string; camera: string },
  shots: readonly Shot[],
  expectedPerDay: number,
): Film {
  mkdirSync(folder, { recursive: true });
  shots.forEach(({ path }, index) => copyFileSync(path, join(folder, `in${String(index).padStart(5, '0')}.jpg`)));
  const days = daysOf(shots, expectedPerDay);
  const cuts = days.map(({ startSec }) => (startSec + 0.001).toFixed(3)).join(',');
  const list = join(folder, 'list.m3u8');
  const input = ['-framerate', String(fps), '-i', join(folder, 'in%05d.jpg'), '-c:v', 'libx264', '-preset', 'veryfast'];
  const keys = ['-pix_fmt', 'yuv420p', '-force_key_frames', cuts, '-sc_threshold', '0', '-g', '9999', '-bf', '0'];
  const hls = ['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_time', '0.01', '-hls_playlist_type', 'vod'];
  ffmpeg([...input, ...keys, ...hls, '-hls_segment_filename', join(folder, 'seg%05d.m4s'), list]);
  const file = join(folder, 'film.mp4');
  ffmpeg(['-i', list, '-c', 'copy', '-movflags', '+faststart', file]);
  const hash = sha256Hex(shots.map(({ f }) => f).join()).slice(0, 32);
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
  const expected = days.length === 0 ? 1 : spanDays(shots) * expectedPerDay;
  const manifest: FilmManifest = {
    v: 1,
    ...camera,
    kind: 'full',
    timeZone,
    fps,
    ...size,
    durationSec: shots.length / fps,
    frameCount: shots.length,
    coverage: shots.length / expected,
    days,
    gaps: gapsOf(shots, expectedPerDay),
    hash,
  };
  return { manifest, playlist, init: readFileSync(join(folder, 'init.mp4')), segments, file };
}

/** Serves the films that it is given by camera and span (`full` or a day); what is not there is empty. */
export function filmReader(films: ReadonlyMap<string, Film>): FilmReader {
  const filmOf = (site: string, camera: string, range: { kind: string; from?: string }): Film => {
    const film = films.get([site, camera, range.kind === 'full' ? 'full' : range.from].join('/'));
    if (!film) throw new FieldlapseError('FILM_EMPTY', `no frame of ${camera}`);
    return film;
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
    async mp4(site, camera, range, options) {
      const { file, manifest } = filmOf(site, camera, range);
      options?.onProgress?.(manifest.days.length, manifest.days.length);
      return { path: file, bytes: readFileSync(file).length, hash: manifest.hash };
    },
  };
}

function daysOf(shots: readonly Shot[], expected: number): FilmDay[] {
  const byDay = Map.groupBy(shots, ({ observedAt }) => localDayOf(observedAt, timeZone));
  let before = 0;
  return [...byDay].map(([day, frames]) => {
    const startSec = before / fps;
    before += frames.length;
    const parts = frames.map(({ f, observedAt, sha256 }) => ({ f, observedAt, sha256 }));
    return {
      day,
      segment: sha256Hex(day).slice(0, 32),
      frames: parts,
      startSec,
      durationSec: frames.length / fps,
      expected,
      thinned: 0,
    };
  });
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
