import type { FilmManifest, FilmReader } from '@fieldlapse/contracts';
import { findFfmpeg, rawPictures, runFfmpeg, streamFfmpeg } from '@fieldlapse/ffmpeg';
import { areaMask, type Area, type RgbPicture } from '@fieldlapse/imaging';
import { camera, site } from './farm.ts';

/** A finished MP4 with its manifest. */
export interface FilmFile {
  readonly path: string;
  readonly manifest: FilmManifest;
  /** Its frames without cards: id, time, and which picture of the file it is. */
  readonly frames: readonly { readonly f: string; readonly observedAt: number; readonly at: number }[];
}

/** What a frame of a film looks like once it is decoded. */
export interface SeenFrame {
  readonly f: string;
  readonly observedAt: number;
  /** Mean luma (Rec. 601) of the ROI, DN. */
  readonly luma: number;
  /** Shares of pixels with a channel at or above 250, and at 255: of the ROI and of all but captions. */
  readonly roi: Clipped;
  readonly whole: Clipped;
}

interface Clipped {
  readonly from250: number;
  readonly at255: number;
}

const timeLimitMs = 900_000;

export async function openFilm(films: FilmReader, kind: 'season' | 'full'): Promise<FilmFile> {
  const manifest = await films.manifest(site, camera, { kind });
  const { path } = await films.mp4(site, camera, { kind });
  const frames = manifest.days.flatMap(({ frames: ofDay, startSec }) =>
    ofDay.map(({ f, observedAt }, index) => ({ f, observedAt, at: Math.round(startSec * manifest.fps) + index })),
  );
  return { path, manifest, frames };
}

/** The film's pictures without its cards, decoded, after a filter of ffmpeg where one is named. */
export async function* filmPictures(film: FilmFile, filter = 'null'): AsyncGenerator<RgbPicture> {
  const { width, height, cards, fps } = film.manifest;
  const withoutCards = cards.map(({ startSec, durationSec }) => {
    const from = Math.round(startSec * fps);
    return `not(between(n\\,${from}\\,${from + Math.round(durationSec * fps) - 1}))`;
  });
  const chain = [...(cards.length > 0 ? [`select=${withoutCards.join('*')}`] : []), filter, 'format=rgb24'].join();
  const args = ['-i', film.path, '-vf', chain, '-vsync', 'passthrough', '-f', 'rawvideo', 'pipe:1'];
  let count = 0;
  for await (const pixels of rawPictures(
    streamFfmpeg({ ffmpeg: await findFfmpeg(), args, timeLimitMs }),
    width * height * 3,
  )) {
    count += 1;
    yield { width, height, pixels };
  }
  if (count !== film.frames.length) throw new Error(`${count} pictures decoded of ${film.frames.length}`);
}

/** One picture of the file as PNG, cards counted. */
export async function pictureAt({ path }: FilmFile, at: number): Promise<Buffer> {
  const args = [
    '-i',
    path,
    '-vf',
    `select=eq(n\\,${at})`,
    '-frames:v',
    '1',
    '-f',
    'image2pipe',
    '-c:v',
    'png',
    'pipe:1',
  ];
  return runFfmpeg({ ffmpeg: await findFfmpeg(), args, timeLimitMs });
}

export async function seeFilm(film: FilmFile, area: Area, filter?: string): Promise<SeenFrame[]> {
  const { width, height } = film.manifest;
  const all = new Uint8Array(width * height).fill(1);
  const inRoi = areaMask(area, width, height) ?? all;
  const inWhole = areaMask({ captions: area.captions }, width, height) ?? all;
  const seen: SeenFrame[] = [];
  for await (const picture of filmPictures(film, filter)) {
    const { f, observedAt } = film.frames[seen.length]!;
    seen.push({ f, observedAt, luma: lumaOf(picture, inRoi), roi: clippedOf(picture, inRoi), whole: clippedOf(picture, inWhole) }); // prettier-ignore
  }
  return seen;
}

function lumaOf({ pixels }: RgbPicture, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += 3) {
    if (mask[pixel] === 0) continue;
    sum += 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
    count += 1;
  }
  return sum / count;
}

function clippedOf({ pixels }: RgbPicture, mask: Uint8Array): Clipped {
  let [from250, at255, count] = [0, 0, 0];
  for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += 3) {
    if (mask[pixel] === 0) continue;
    const brightest = Math.max(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!);
    if (brightest >= 250) from250 += 1;
    if (brightest === 255) at255 += 1;
    count += 1;
  }
  return { from250: from250 / count, at255: at255 / count };
}
