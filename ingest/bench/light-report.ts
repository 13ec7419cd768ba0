import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFfmpeg, rawPictures, runFfmpeg, streamFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import {
  applyTone,
  areaMask,
  decodeFor,
  measureLight,
  toneCurve,
  uprightSize,
  type Area,
  type RgbPicture,
} from '@fieldlapse/imaging';
import { deflickerGain, type LitFrame } from '../src/timelapse/light/deflicker.ts';

/**
 * How steady a folder's pictures are as a film: as they are, with our light, with ffmpeg's `deflicker`. All figures are
 * of decoded pictures of films coded alike. Prints JSON.
 *
 *     node ingest/bench/light-report.ts FOLDER [--only=T120000] [--roi=x,y;x,y;…] [--captions=left,top,right,bottom;…]
 *
 * JPEGs play in the order of their names; a name that begins `YYYYMMDDTHHMMSS` tells the time, others are a day apart.
 */
interface Film {
  /** Mean luma (Rec. 601) of the area in each picture, DN. */
  readonly lumas: readonly number[];
  /** Share of the area's pixels with a channel at or above 250, and at 255, mean over the film, %. */
  readonly from250Pct: number;
  readonly at255Pct: number;
}

interface Source {
  readonly paths: readonly string[];
  readonly times: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly area: Area;
  readonly ffmpeg: Ffmpeg;
}

const filmWidth = 640;
const fps = 12;
const timeLimitMs = 600_000;
const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-threads', '1'];

async function report(): Promise<void> {
  const source = await openSource();
  const gains = await gainsOf(source);
  const raw = await filmOf(source);
  const ours = await filmOf(source, { gains });
  const defaultFilm = await filmOf(source, { filter: 'deflicker' });
  const others = new Map<string, Film>();
  for (const size of [5, 10, 20]) {
    for (const mode of ['am', 'median', 'pm']) {
      const filter = `deflicker=size=${size}:mode=${mode}`;
      others.set(filter, await filmOf(source, { filter }));
    }
  }
  // Its power mean overflows on long windows and turns pictures black: no flicker, and no picture.
  const whole = [...others].filter(([, { lumas }]) => meanOf(lumas) > meanOf(raw.lumas) / 2);
  const [bestName, best] = whole.sort(([, a], [, b]) => flickerOf(a) - flickerOf(b))[0]!;
  const figures = {
    frames: source.paths.length,
    raw: figuresOf(raw),
    ours: { ...figuresOf(ours, raw), leastGain: Math.min(...gains), greatestGain: Math.max(...gains) },
    'deflicker (default)': figuresOf(defaultFilm, raw),
    [`deflicker (best: ${bestName})`]: figuresOf(best, raw),
    deflickers: Object.fromEntries([...others].map(([name, film]) => [name, figuresOf(film, raw)])),
    oursOverDefault: rounded(flickerOf(ours) / flickerOf(defaultFilm)),
    oursOverBest: rounded(flickerOf(ours) / flickerOf(best)),
  };
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
}

async function openSource(): Promise<Source> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' }, roi: { type: 'string' }, captions: { type: 'string' } },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error('name a folder of JPEGs');
  const names = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name) && name.includes(values.only ?? ''));
  const paths = names.sort().map((name) => join(folder, name));
  if (paths.length < 2) throw new Error(`${folder} has ${paths.length} such JPEGs; a film needs two`);
  const size = await uprightSize(readFileSync(paths[0]!));
  const roi = values.roi && numbersOf(values.roi).map(([x = 0, y = 0]) => [x, y] as const);
  const captions = numbersOf(values.captions ?? '').map(([left = 0, top = 0, right = 0, bottom = 0]) => ({
    ...{ left, top, right, bottom },
  }));
  return {
    ...{ paths, width: filmWidth, height: 2 * Math.round((filmWidth * size.height) / size.width / 2) },
    times: paths.map(timeOf),
    area: { captions, ...(roi && { roi }) },
    ffmpeg: await findFfmpeg(),
  };
}

/** `1,2;3,4` as rows of numbers. */
function numbersOf(text: string): number[][] {
  return text === '' ? [] : text.split(';').map((row) => row.split(',').map(Number));
}

function timeOf(path: string, index: number): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(basename(path))?.map(Number) ?? [];
  return year === undefined ? index * 86_400_000 : Date.UTC(year, month! - 1, day, hour, minute, second);
}

async function* picturesOf({ paths, width, height }: Source): AsyncGenerator<RgbPicture> {
  for (const path of paths) yield await decodeFor(readFileSync(path), width, height);
}

/** The gain of each frame, from its own measure and those before it. */
async function gainsOf(source: Source): Promise<number[]> {
  const lit: LitFrame[] = [];
  for await (const picture of picturesOf(source)) {
    lit.push({ observedAt: source.times[lit.length]!, light: measureLight(picture, source.area) });
  }
  return lit.map((frame, index) => deflickerGain(frame, lit.slice(0, index)));
}

interface Treatment {
  readonly gains?: readonly number[];
  readonly filter?: string;
}

/** Codes the film and looks at it as it plays. */
async function filmOf(source: Source, { gains, filter = 'null' }: Treatment = {}): Promise<Film> {
  const { width, height, ffmpeg } = source;
  async function* input(): AsyncGenerator<Uint8Array> {
    let index = 0;
    for await (const { pixels } of picturesOf(source)) {
      if (gains) applyTone(pixels, toneCurve(gains[index]!));
      index += 1;
      yield pixels;
    }
  }
  const rawIn = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'];
  const coding = ['-vf', `format=yuv420p,${filter}`, ...x264, '-f', 'matroska', 'pipe:1'];
  const film = await runFfmpeg({ ffmpeg, args: [...rawIn, ...coding], input: input(), timeLimitMs });
  async function* coded(): AsyncGenerator<Uint8Array> {
    yield film;
  }
  const args = ['-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  return look(source, rawPictures(streamFfmpeg({ ffmpeg, args, input: coded(), timeLimitMs }), width * height * 3));
}

async function look({ paths, area, width, height }: Source, pictures: AsyncIterable<Buffer>): Promise<Film> {
  const mask = areaMask(area, width, height) ?? new Uint8Array(width * height).fill(1);
  const pixels = mask.reduce((sum, inside) => sum + inside, 0);
  const lumas: number[] = [];
  let [from250, at255] = [0, 0];
  for await (const rgb of pictures) {
    let luma = 0;
    for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += 3) {
      if (mask[pixel] === 0) continue;
      luma += 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
      const brightest = Math.max(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
      if (brightest >= 250) from250 += 1;
      if (brightest === 255) at255 += 1;
    }
    lumas.push(luma / pixels);
  }
  if (lumas.length !== paths.length) throw new Error(`${lumas.length} pictures decoded of ${paths.length}`);
  const counted = pixels * lumas.length;
  return { lumas, from250Pct: (100 * from250) / counted, at255Pct: (100 * at255) / counted };
}

/** Mean change of the area's mean luma from a picture to the next, DN. */
function flickerOf({ lumas }: Film): number {
  return meanOf(lumas.slice(1).map((luma, index) => Math.abs(luma - lumas[index]!)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figuresOf(film: Film, raw?: Film): Record<string, number> {
  const { lumas, from250Pct, at255Pct } = film;
  const figures = { changeDn: flickerOf(film), meanLumaDn: meanOf(lumas), from250Pct, at255Pct };
  const less = raw && { reducedPct: 100 * (1 - flickerOf(film) / flickerOf(raw)) };
  return Object.fromEntries(Object.entries({ ...figures, ...less }).map(([name, value]) => [name, rounded(value)]));
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}

await report();
