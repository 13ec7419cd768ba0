import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportOrder, FilmExport, FilmExports } from '@fieldlapse/contracts';
import { silentLogger, sleep, type Logger } from '@fieldlapse/runtime';
import { openFilmExports, type FilmExportsParts } from '../../../src/timelapse/exports/open-film-exports.ts';
import { camera, dayMs, firstMorning, hourMs, openFarm, type Farm } from '../farm.ts';

/** Small parts, short waits and no stepping back, so that little is much. */
export const quick = { chunkFrames: 8, retryMs: 10, minFreeBytes: 0, niceness: 0 };

/** A farm whose full film has `perDay` frames on each of `days` days, and the exports of it. */
export interface ExportFarm extends Farm {
  readonly folder: string;
  readonly times: readonly number[];
  exports(
    config?: Partial<FilmExportsParts['config']>,
    parts?: Partial<FilmExportsParts>,
  ): Promise<FilmExports & { close(): Promise<void> }>;
}

export async function openExportFarm(
  days: number,
  perDay: number,
  picture?: (time: number) => Promise<Buffer>,
): Promise<ExportFarm> {
  const farm = await openFarm();
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-exports-'));
  const times: number[] = [];
  for (let day = 0; day < days; day += 1) {
    for (let hour = 0; hour < perDay; hour += 1) times.push(firstMorning + day * dayMs + hour * hourMs);
  }
  for (const time of times) await farm.accept(time, await picture?.(time));
  const service = await farm.start();
  await farm.untilFilmed(times);
  await service.close();
  const open = new Set<{ close(): Promise<void> }>();
  return {
    ...farm,
    folder,
    times,
    async exports(config = {}, parts = {}) {
      const { stores, films, sites, clock } = farm;
      const exports = await openFilmExports({
        ...{ stores, films, clock, sites: () => sites, logger: silentLogger as Logger },
        config: { folder, ...quick, ...config },
        ...parts,
      });
      const close = async (): Promise<void> => {
        open.delete(exports);
        await exports.close();
      };
      open.add(exports);
      return { ...exports, close };
    },
    async close() {
      for (const exports of open) await exports.close();
      await farm.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An order of the farm's full film, as a person would write it. */
export function orderOf(order: Partial<ExportOrder> = {}): ExportOrder {
  return { site: 'demo', camera, kind: 'full', format: 'mp4', language: 'vi', ...order };
}

/** Waits until an export has ended, well or not. */
export async function ended(exports: FilmExports, id: string): Promise<FilmExport> {
  for (;;) {
    const now = await exports.get(id);
    if (now.state !== 'waiting' && now.state !== 'running') return now;
    await sleep(20);
  }
}

/** Orders, waits, and returns the finished file; says why where there is none. */
export async function made(exports: FilmExports, order: ExportOrder): Promise<{ path: string; export: FilmExport }> {
  const done = await ended(exports, (await exports.order(order)).id);
  if (done.state !== 'ready') throw new Error(`${done.state}: ${done.error?.code} ${done.error?.message}`);
  return { path: await exports.file(done.id), export: done };
}

/** What ffprobe says of a film, all of whose frames it decodes; throws where it finds an error. */
export function probed(path: string): {
  codec: string;
  width: number;
  height: number;
  frames: number;
  fps: number;
  seconds: number;
  keyFrames: number[];
} {
  const entries =
    'stream=codec_name,width,height,avg_frame_rate,nb_read_frames:format=duration:frame=key_frame,pict_type';
  const args = ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', path];
  const { stdout, stderr } = spawnSync('ffprobe', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (stderr.trim() !== '') throw new Error(stderr);
  const { streams, format, frames } = JSON.parse(stdout) as {
    streams: { codec_name: string; width: number; height: number; avg_frame_rate: string; nb_read_frames: string }[];
    format: { duration: string };
    frames: { key_frame: number }[];
  };
  const [stream] = streams;
  if (!stream || streams.length !== 1) throw new Error(`${streams.length} streams`);
  const [num = 0, den = 1] = stream.avg_frame_rate.split('/').map(Number);
  return {
    ...{ codec: stream.codec_name, width: stream.width, height: stream.height },
    ...{ frames: Number(stream.nb_read_frames), fps: num / den, seconds: Number(format.duration) },
    keyFrames: frames.flatMap(({ key_frame }, index) => (key_frame === 1 ? [index] : [])),
  };
}
