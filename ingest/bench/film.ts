import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteConfig, type FilmReader } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores, type Stores } from '@fieldlapse/store';
import { openFilmReader, startTimelapse } from '../src/index.ts';
import { camera, framesPerDay, openYear, site, timeZone, type Year } from './year.ts';

/** One line of the benchmark's table. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const addedDays = 5;
const hourMs = 3_600_000;
const full = { kind: 'full' } as const;

/**
 * Adding a day to a film against coding the film anew, in CPU time of this process and its ffmpegs, from JPEG to playable
 * film. `--days=N` takes less than a year, `--cache=FOLDER` keeps the year for the next run.
 */
export async function benchFilm(): Promise<BenchFigure[]> {
  const days = Number(optionOf('days') ?? 365);
  const cache = optionOf('cache');
  const folder = cache ? join(cache, `film-${days}-days`) : await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  await mkdir(folder, { recursive: true });
  const stores = await openStores({ folder, logger: silentLogger });
  try {
    return await measure(stores, days, folder);
  } finally {
    await stores.close();
    if (!cache) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(stores: Stores, days: number, folder: string): Promise<BenchFigure[]> {
  const ffmpeg = await findFfmpeg();
  const year = await openYear(stores);
  const sites = [siteConfig.parse({ id: site, timeZone, cameras: [{ name: camera }] })];
  const parts = { stores, sites: () => sites, clock: systemClock, logger: silentLogger };
  const films = await openFilmReader({ ...parts, config: { cacheFolder: join(folder, 'films') } });
  const there = (await films.manifest(site, camera, full).catch(() => undefined))?.days.length ?? 0;
  const service = await startTimelapse({ ...parts, config: { concurrency: 2, films: ['full'] } });
  try {
    const first = Math.max(there, days);
    await year.acceptDays(there, first);
    await untilDays(films, first);
    const added = await addDays(films, year, first);
    const total = first + addedDays;
    const rebuilt = await rebuild(ffmpeg, year, total, join(folder, 'rebuilt.mp4'));
    const frames = await compareFrames(ffmpeg, films, total, folder);
    return figures({ total, added, rebuilt, frames, filmBytes: (await playable(films)).bytes });
  } finally {
    await service.close();
    await films.close();
  }
}

interface Cost {
  readonly playableSec: number;
  readonly mp4Sec: number;
}

/** Median CPU time of one more day of frames becoming playable, and ready to download. */
async function addDays(films: FilmReader, year: Year, first: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let day = first; day < first + addedDays; day += 1) {
    const before = cpuSec();
    await year.acceptDays(day, day + 1);
    await untilDays(films, day + 1);
    const [segment = ''] = (await films.playlist(site, camera, full)).match(/segment\/\S+(?=\n#EXT-X-ENDLIST)/) ?? [];
    const [, hash = '', base, sequence] = /segment\/(\w+)-(\d+)-(\d+)/.exec(segment) ?? [];
    await films.segment(hash, Number(base), Number(sequence));
    const playableSec = cpuSec() - before;
    await films.mp4(site, camera, full);
    costs.push({ playableSec, mp4Sec: cpuSec() - before });
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return {
    playableSec: median(costs.map((cost) => cost.playableSec)),
    mp4Sec: median(costs.map((cost) => cost.mp4Sec)),
  };
}

/**
 * One ffmpeg codes every picture anew into a faststart MP4, to the same colours and quality as ours; it breaks the film
 * into groups where it likes, but not at cuts, which would only make it larger.
 */
async function rebuild(
  ffmpeg: Ffmpeg,
  year: Year,
  days: number,
  path: string,
): Promise<{ sec: number; bytes: number }> {
  const before = cpuSec();
  const input =
    '-f image2pipe -framerate 24 -c:v mjpeg -i pipe:0 -vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  const coding = '-c:v libx264 -preset veryfast -crf 23 -x264-params scenecut=0 -movflags +faststart -y';
  const args = [...input.split(' '), ...coding.split(' '), path];
  await runFfmpeg({ ffmpeg, args, input: year.pictures(days), timeLimitMs: 2 * hourMs });
  return { sec: cpuSec() - before, bytes: (await stat(path)).size };
}

/** The film as a player loads it, part by part. */
async function playable(films: FilmReader): Promise<{ parts: () => AsyncGenerator<Buffer>; bytes: number }> {
  const playlist = await films.playlist(site, camera, full);
  async function* parts(): AsyncGenerator<Buffer> {
    yield films.init(/init\/(\w+)/.exec(playlist)?.[1] ?? '');
    for (const [, hash = '', base, sequence] of playlist.matchAll(/segment\/(\w+)-(\d+)-(\d+)/g)) {
      yield films.segment(hash, Number(base), Number(sequence));
    }
  }
  let bytes = 0;
  for await (const part of parts()) bytes += part.length;
  return { parts, bytes };
}

/** Decodes the played film and a concat of the day files: how many frames, and how many differ. */
async function compareFrames(
  ffmpeg: Ffmpeg,
  films: FilmReader,
  days: number,
  folder: string,
): Promise<{ count: number; differing: number }> {
  const played = await md5s(ffmpeg, ['-i', 'pipe:0'], (await playable(films)).parts());
  const { days: filmDays } = await films.manifest(site, camera, full);
  const init = /init\/(\w+)/.exec(await films.playlist(site, camera, full))?.[1] ?? '';
  const list = ['ffconcat version 1.0'];
  for (const { segment } of filmDays) {
    await writeFile(
      join(folder, `${segment}.mp4`),
      Buffer.concat([await films.init(init), await films.segment(segment, 0, 1)]),
    );
    list.push(`file ${segment}.mp4`);
  }
  await writeFile(join(folder, 'days.txt'), list.join('\n'));
  const joined = await md5s(ffmpeg, ['-f', 'concat', '-safe', '0', '-i', join(folder, 'days.txt')]);
  for (const { segment } of filmDays) await rm(join(folder, `${segment}.mp4`));
  const expected = days * framesPerDay;
  const differing = Array.from({ length: Math.max(expected, played.length, joined.length) }, (_, index) => index);
  return { count: played.length, differing: differing.filter((index) => played[index] !== joined[index]).length };
}

async function md5s(ffmpeg: Ffmpeg, source: string[], input?: AsyncIterable<Buffer>): Promise<string[]> {
  const args = [...source, '-map', '0:v', '-vsync', 'passthrough', '-f', 'framemd5', 'pipe:1'];
  const text = await runFfmpeg({ ffmpeg, args, ...(input && { input }), timeLimitMs: 2 * hourMs });
  const lines = text
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '');
}

interface Measured {
  readonly total: number;
  readonly added: Cost;
  readonly rebuilt: { sec: number; bytes: number };
  readonly frames: { count: number; differing: number };
  readonly filmBytes: number;
}

function figures({ total, added, rebuilt, frames, filmBytes }: Measured): BenchFigure[] {
  const film = `film of ${total} days × ${framesPerDay} frames`;
  const playableTimes = rebuilt.sec / added.playableSec;
  const mp4Times = rebuilt.sec / added.mp4Sec;
  const morePercent = (filmBytes / rebuilt.bytes - 1) * 100;
  const exact = frames.differing === 0 && frames.count === total * framesPerDay;
  // The ratios grow with the film: a shorter one says nothing about the goals for a year.
  const ofYear = (goal: string, met: boolean) => (total >= 365 ? { goal, met } : {});
  return [
    { name: `${film}: full veryfast rebuild`, value: rebuilt.sec, unit: 'CPU-s' },
    { name: 'one more day, playable', value: added.playableSec, unit: 'CPU-s' },
    { name: 'against the rebuild', value: playableTimes, unit: '× less', ...ofYear('≥ 100', playableTimes >= 100) },
    { name: 'one more day, MP4 ready', value: added.mp4Sec, unit: 'CPU-s' },
    { name: 'MP4 against the rebuild', value: mp4Times, unit: '× less', ...ofYear('≥ 60', mp4Times >= 60) },
    { name: 'size against the rebuild', value: morePercent, unit: '% more', goal: '≤ 15', met: morePercent <= 15 },
    { name: 'frames unlike a concat', value: frames.differing, unit: `of ${frames.count}`, goal: '0', met: exact },
  ];
}

async function untilDays(films: FilmReader, days: number): Promise<void> {
  for (;;) {
    const playlist = await films.playlist(site, camera, full).catch(() => '');
    if (playlist.split('\n').filter((line) => line.startsWith('segment/')).length >= days) return;
    await sleep(250);
  }
}

/** CPU seconds of this process and of the children that have ended. */
function cpuSec(): number {
  const { user, system } = process.cpuUsage();
  // Fields 16 and 17 of proc(5) stat are those of waited-for children, in ticks of 1/100 s; the name before may hold spaces.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / 100;
}

function optionOf(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}
