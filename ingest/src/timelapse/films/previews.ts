import { readFile, writeFile } from 'node:fs/promises';
import {
  addDays,
  daysBetween,
  FieldlapseError,
  sha256Hex,
  type FilmRange,
  type FilmReader,
  type Keogram,
  type LocalDay,
} from '@fieldlapse/contracts';
import { runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import { applyTone, profileRows, toneCurve } from '@fieldlapse/imaging';
import type { BlobStore } from '@fieldlapse/store';
import { keogramPng } from '../drawing/keogram.ts';
import { initKey, segmentKey, type InnerCard, type SegmentRow } from '../segments/tables.ts';
import { seasonGroupDays } from '../spans.ts';
import type { FilmCache } from './film-cache.ts';
import type { PlacedDay, PlacedFilm } from './place.ts';
import type { StoredDays } from './stored-days.ts';

interface PreviewParts {
  readonly stored: StoredDays;
  readonly placed: (site: string, camera: string, range: FilmRange) => Promise<PlacedFilm>;
  readonly cache: FilmCache;
  readonly blobs: BlobStore;
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly timeLimitMs: number;
}

const tileWidthPx = 160;
const across = 6;
const widestPx = 4096;
const widestColumnPx = 8;

/** Small pictures of a season for finding one's way in it: the keogram, and sheets of thumbnails. */
export function filmPreviews(
  parts: PreviewParts,
): Pick<FilmReader, 'keogram' | 'keogramPng' | 'sprites' | 'spriteSheet'> {
  const { placed, stored, cache } = parts;
  const seasonOf = (site: string, camera: string, range: FilmRange): Promise<PlacedFilm> =>
    placed(site, camera, { ...range, kind: 'season', ...(range.kind === 'day' && range.from && { to: range.from }) });
  return {
    keogram: async (site, camera, range) => keogramOf((await seasonOf(site, camera, range)).days),
    async keogramPng(site, camera, range) {
      const { days } = await seasonOf(site, camera, range);
      const { columns, columnPx } = keogramOf(days);
      const profiles = await stored.profiles(days.flatMap(({ frames }) => frames.map(({ f }) => f)));
      const shown = new Map(days.map(({ day, frames }) => [day, frames[0]]));
      const colours = columns.map(({ day }) => {
        const frame = shown.get(day);
        const profile = frame && profiles.get(frame.f);
        return profile ? litProfile(profile, frame.gain ?? 1) : null;
      });
      return keogramPng(colours, columnPx);
    },
    async sprites(site, camera, range) {
      const { days, parts: pieces } = await seasonOf(site, camera, range);
      const [first] = pieces;
      if (!first) throw new FieldlapseError('FILM_EMPTY', `${site}/${camera}: no frame in the chosen days`);
      const bySegment = Map.groupBy(days, ({ segment }) => segment);
      return {
        ...{ tileWidthPx, tileHeightPx: tileHeightOf(first.row), across },
        sheets: [...bySegment].map(([name, ofSheet]) => ({ name, days: ofSheet.map(({ day }) => day) })),
      };
    },
    async spriteSheet(name) {
      const row = await stored.row(name);
      const { path } = await cache.file(`${name}.jpg`, async (file) => writeFile(file, await drawSheet(row, parts)));
      return readFile(path);
    },
  };
}

/** A column for every calendar day from the first to the last. */
function keogramOf(days: readonly PlacedDay[]): Keogram {
  const [first, last] = [days[0], days.at(-1)] as [PlacedDay, PlacedDay];
  const count = daysBetween(first.day, last.day) + 1;
  const columnPx = Math.max(1, Math.min(widestColumnPx, Math.floor(widestPx / count)));
  const shown = new Map(days.map(({ day, frames }) => [day, frames[0]]));
  const columns = Array.from({ length: count }, (_, index) => {
    const day: LocalDay = addDays(first.day, index);
    return { day, x: index * columnPx, f: shown.get(day)?.f ?? null };
  });
  const inputs = columns.map(({ day, f }) => [day, f, shown.get(day)?.gain ?? 1]);
  const hash = sha256Hex(JSON.stringify([2, inputs])).slice(0, 32);
  return { hash, widthPx: count * columnPx, heightPx: profileRows, columnPx, columns };
}

/** A frame's colours in the light that its film shows it in. */
function litProfile(profile: Uint8Array, gain: number): Uint8Array {
  const lit = Uint8Array.from(profile);
  applyTone(lit, toneCurve(gain));
  return lit;
}

function tileHeightOf({ width, height }: SegmentRow): number {
  return 2 * Math.round((tileWidthPx * height) / width / 2);
}

/** The pictures of a season group side by side, cards left out, as the film shows them. */
async function drawSheet(row: SegmentRow, { blobs, ffmpeg, timeLimitMs }: PreviewParts): Promise<Buffer> {
  const cards = (JSON.parse(row.cards) as InnerCard[]).map(({ at, frames }) => `between(n,${at},${at + frames - 1})`);
  const select = cards.length > 0 ? `select='not(${cards.join('+')})',` : '';
  const tiles = `${select}scale=${tileWidthPx}:${tileHeightOf(row)},tile=${across}x${seasonGroupDays / across}`;
  async function* film(): AsyncGenerator<Buffer> {
    yield await blobs.get(initKey(row.init));
    yield await blobs.get(segmentKey(row));
  }
  return runFfmpeg({
    ffmpeg: await ffmpeg(),
    args: ['-f', 'mp4', '-i', 'pipe:0', '-vf', tiles, '-frames:v', '1', '-q:v', '4', '-f', 'mjpeg', 'pipe:1'],
    input: film(),
    timeLimitMs,
  });
}
