import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, FieldlapseError, type FilmManifest, type FilmReader, type LocalDay } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';

/** A film to paint: its days in order, each with pictures or hidden behind a card. */
export interface PaintedFilm {
  readonly camera: string;
  readonly firstDay: LocalDay;
  /** Pictures of each calendar day; days of 0 in a row share a card of 6 frames. */
  readonly perDay: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

const fps = 24;
const cardFrames = 6;

/** Paints a film of moving test pictures, so that tests need no farm: `{camera}.mp4` and `{camera}.json` in a folder. */
export async function paintFilm(folder: string, film: PaintedFilm, ffmpeg?: Ffmpeg): Promise<FilmManifest> {
  const { width = 96, height = 64 } = film;
  const manifest = manifestOf(film, width, height);
  const count = Math.round(manifest.durationSec * fps);
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}`, '-frames:v', String(count)];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '12', '-pix_fmt', 'yuv420p'];
  const colours = ['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  const muxing = ['-video_track_timescale', '90000', '-movflags', '+faststart', '-f', 'mp4', '-y'];
  await runFfmpeg({
    ffmpeg: ffmpeg ?? (await findFfmpeg()),
    args: [...source, ...coding, ...colours, ...muxing, join(folder, `${film.camera}.mp4`)],
    timeLimitMs: 30_000,
  });
  await writeFile(join(folder, `${film.camera}.json`), JSON.stringify(manifest));
  return manifest;
}

function manifestOf({ camera, firstDay, perDay }: PaintedFilm, width: number, height: number): FilmManifest {
  const days: FilmManifest['days'][number][] = [];
  const cards: FilmManifest['cards'][number][] = [];
  let frames = 0;
  for (const [index, count] of perDay.entries()) {
    const day = addDays(firstDay, index);
    const startSec = frames / fps;
    const card = cards.at(-1);
    if (count === 0 && card && perDay[index - 1] === 0) {
      cards[cards.length - 1] = { ...card, to: day, days: card.days + 1 };
    } else if (count === 0) {
      cards.push({ from: day, to: day, days: 1, reason: 'missing', startSec, durationSec: cardFrames / fps });
      frames += cardFrames;
    } else {
      const shown = Array.from({ length: count }, (_, at) => {
        const observedAt = Date.parse(`${day}T08:00:00+07:00`) + at * 3_600_000;
        return { f: `${day}-${at}`, observedAt, sha256: String(observedAt) };
      });
      days.push({ day, segment: day, frames: shown, startSec, durationSec: count / fps, expected: null, thinned: 0 });
      frames += count;
    }
  }
  return {
    ...{ v: 1, site: 'demo', camera, kind: 'season', timeZone: 'Asia/Ho_Chi_Minh', fps, width, height },
    ...{ durationSec: frames / fps, frameCount: frames, coverage: null, days, cards, gaps: [] },
    hash: `${camera}-${firstDay}-${perDay.join('-')}`,
  };
}

/** Shows the films that were painted in a folder, whatever range is asked for. */
export function paintedFilms(folder: string): FilmReader {
  const manifest = async (_site: string, camera: string): Promise<FilmManifest> => {
    const text = await readFile(join(folder, `${camera}.json`), 'utf8').catch(() => undefined);
    if (text === undefined) throw new FieldlapseError('FILM_EMPTY', `demo/${camera}: no frame in the chosen days`);
    return JSON.parse(text) as FilmManifest;
  };
  const absent = (): Promise<never> => Promise.reject(new FieldlapseError('FILM_MISSING', 'painted films have none'));
  return {
    manifest,
    async mp4(site, camera) {
      const path = join(folder, `${camera}.mp4`);
      return { path, bytes: (await stat(path)).size, hash: (await manifest(site, camera)).hash };
    },
    ...{ playlist: absent, init: absent, segment: absent, keogram: absent, keogramPng: absent },
    ...{ sprites: absent, spriteSheet: absent },
  };
}
