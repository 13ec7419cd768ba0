import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { joinMp4, runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import type { BlobStore } from '@fieldlapse/store';
import { filmTimescale } from '../config.ts';
import { codingArgs } from '../segments/encode.ts';
import { initKey, segmentKey } from '../segments/tables.ts';
import { secondsOf, type PlacedPart } from './place.ts';

export interface Mp4Run {
  readonly ffmpeg: Ffmpeg;
  readonly blobs: BlobStore;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
  /** Frames written so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes a faststart MP4 of parts to `path`. Parts that share their init are copied without coding them anew; where an
 * encoder of another version has left another init, a player could not decode both by one header, so the film is coded
 * once more. Throws `FFMPEG_FAILED`, `FFMPEG_TIMEOUT`, `BAD_MP4`, `BLOB_MISSING`, the signal's reason.
 */
export async function writeMp4(parts: readonly PlacedPart[], path: string, run: Mp4Run): Promise<void> {
  const runs = runsOfOneInit(parts);
  if (runs.length <= 1) return copyRun(parts, path, run);
  const folder = await mkdtemp(join(dirname(path), 'join-'));
  try {
    const list = await writeParts(runs, folder, run);
    const [first] = parts as [PlacedPart];
    const coding = codingArgs({ ...first.row, crf: joinedCrf }, run.ffmpeg);
    await remux(['-f', 'concat', '-safe', '0', '-i', list, ...coding], parts, path, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A film of one init, one segment in memory at a time. */
async function copyRun(parts: readonly PlacedPart[], path: string, run: Mp4Run): Promise<void> {
  const [first] = parts;
  if (!first) throw new FieldlapseError('FILM_EMPTY', 'a film of no segment');
  const { blobs, signal, onProgress } = run;
  async function* fragments(): AsyncGenerator<Buffer> {
    for (const { row, part } of parts) yield await blobs.get(segmentKey(row, part));
  }
  const film = { init: await blobs.get(initKey(first.row.init)), fragments: fragments(), pictures: picturesOf(parts) };
  await joinMp4({ ...film, ...(signal && { signal }), ...(onProgress && { onProgress }) }, path);
}

function picturesOf(parts: readonly PlacedPart[]): number {
  return parts.reduce((sum, { ticks, row }) => sum + Math.round(secondsOf(ticks) * row.fps), 0);
}

// Coded twice, the film should not look it.
const joinedCrf = 20;

async function remux(
  args: readonly string[],
  parts: readonly PlacedPart[],
  path: string,
  { ffmpeg, timeLimitMs, signal, onProgress }: Mp4Run,
): Promise<void> {
  const total = picturesOf(parts);
  await runFfmpeg({
    ffmpeg,
    args: [
      ...args,
      '-video_track_timescale',
      String(filmTimescale),
      '-movflags',
      '+faststart',
      '-fflags',
      '+bitexact',
      '-f',
      'mp4',
      '-y',
      path,
    ],
    timeLimitMs,
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (done: number) => onProgress(done, total) }),
  });
  await checkWhole(path);
}

function runsOfOneInit(parts: readonly PlacedPart[]): PlacedPart[][] {
  const runs: PlacedPart[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run?.[0]?.row.init === part.row.init) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

/** Writes each run as a file of its own; returns the path of the list that ffmpeg's concat demuxer reads. */
async function writeParts(runs: readonly PlacedPart[][], folder: string, run: Mp4Run): Promise<string> {
  const lines = ['ffconcat version 1.0'];
  for (const [index, parts] of runs.entries()) {
    await copyRun(parts, join(folder, `${index}.mp4`), without(run));
    const seconds = secondsOf(parts.reduce((sum, { ticks }) => sum + ticks, 0));
    lines.push(`file ${index}.mp4`, `duration ${seconds.toFixed(6)}`);
  }
  const list = join(folder, 'list.txt');
  await writeFile(list, lines.join('\n'));
  return list;
}

/** A run for a part of the film: its progress is not the film's. */
function without({ onProgress: _, ...run }: Mp4Run): Mp4Run {
  return run;
}

const boxHeaderBytes = 16;

/** ffmpeg ends well although the disk was too full for the last bytes: a film is whole when its boxes fill the file exactly. */
async function checkWhole(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(boxHeaderBytes);
    const types: string[] = [];
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(header, 0, boxHeaderBytes, at);
      const short = bytesRead >= 8 ? header.readUInt32BE(0) : 0;
      const length = short === 1 && bytesRead === boxHeaderBytes ? Number(header.readBigUInt64BE(8)) : short;
      if (length < 8) break;
      types.push(header.toString('latin1', 4, 8));
      at += length;
    }
    const whole = at === size && types.includes('moov') && types.includes('mdat');
    if (!whole) throw new FieldlapseError('FFMPEG_FAILED', `the film of ${size} bytes is not whole; is the disk full?`);
    await file.sync();
  } finally {
    await file.close();
  }
}
