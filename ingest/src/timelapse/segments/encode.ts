import { cameraConfigOf, FieldlapseError, sha256Hex, type SiteConfig } from '@fieldlapse/contracts';
import {
  joinableFilm,
  measureFragments,
  runFfmpeg,
  type Ffmpeg,
  type FilmParts,
  type FragmentMeasure,
} from '@fieldlapse/ffmpeg';
import { filmTimescale, type TimelapseConfig } from '../config.ts';
import { measureVersion } from '../measures/measure-version.ts';

/** How a film is coded. The same settings, encoder and pictures give the same bytes. */
export interface FilmCoding {
  readonly fps: number;
  readonly crf: number;
  readonly width: number;
  readonly height: number;
}

/** Names all settings that a camera's segments depend on. */
export function segmentSettings(
  { config, sites }: { config: TimelapseConfig; sites: () => readonly SiteConfig[] },
  site: string,
  camera: string,
): string {
  const { fps, crf, deflicker, stabilise } = config;
  const { latitude, longitude, timeZone } = sites().find(({ id }) => id === site) ?? {};
  const { roi, captions, seasonFrame } = cameraConfigOf(sites(), site, camera) ?? {};
  const place = [latitude, longitude, timeZone, roi, captions, seasonFrame];
  const ours = { v: 5, fps, crf, deflicker, stabilise, maxGopFrames, measureVersion };
  return sha256Hex(JSON.stringify([ours, place])).slice(0, 16);
}

// A player can seek to every closed group of pictures; days shorter than this are one group.
const maxGopFrames = 120;
const encodeMemoryBytes = 2 * 1024 ** 3;
const maxSegmentBytes = 1024 ** 3;
// What captures, accepts and answers goes first.
const encodeNiceness = 10;

/** x264 arguments of every film; one thread, so that the machine does not change the bytes. */
export function codingArgs({ fps, crf }: FilmCoding, ffmpeg: Ffmpeg): string[] {
  const gop = `keyint=${maxGopFrames}:min-keyint=${maxGopFrames}:scenecut=0:open-gop=0:sliced-threads=0`;
  // ffmpeg 4 stretches the first decode time of a fragmented film with B-frames, which days glued together would show.
  const bFrames = Number(/^(\d+)\./.exec(ffmpeg.version)?.[1] ?? 0) >= 5 ? 3 : 0;
  const colour = ['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  return [
    ...['-an', '-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p', ...colour],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), '-bf', String(bFrames)],
    ...['-threads', '1', '-x264-params', gop, '-r', String(fps)],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
  ];
}

export interface EncodeRun {
  readonly ffmpeg: Ffmpeg;
  readonly timeLimitMs: number;
  readonly stallLimitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Encodes pictures (RGB rows of the film's size) into a closed-GOP segment. Throws `FFMPEG_FAILED`, `FFMPEG_TIMEOUT`, or
 * `BAD_MP4` where frames or duration are not exact.
 */
export async function encodeSegment(
  pictures: AsyncIterable<Uint8Array>,
  coding: FilmCoding,
  { ffmpeg, timeLimitMs, stallLimitMs, signal }: EncodeRun,
): Promise<FilmParts & { measure: FragmentMeasure }> {
  const size = `${coding.width}x${coding.height}`;
  const rgb = ['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', size, '-framerate', String(coding.fps)];
  const fragmented = 'empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets';
  const muxing = ['-video_track_timescale', String(filmTimescale), '-movflags', fragmented, '-f', 'mp4', 'pipe:1'];
  const film = await runFfmpeg({
    ffmpeg,
    args: [...rgb, '-i', 'pipe:0', ...codingArgs(coding, ffmpeg), ...muxing],
    input: pictures,
    timeLimitMs,
    stallLimitMs,
    niceness: encodeNiceness,
    signal,
    memoryLimitBytes: encodeMemoryBytes,
    outputLimitBytes: maxSegmentBytes,
  });
  const parts = joinableFilm(film);
  const measure = measureFragments(parts);
  const { samples, durationTicks, timescale } = measure;
  if (timescale !== filmTimescale || durationTicks !== (samples * filmTimescale) / coding.fps) {
    throw new FieldlapseError(
      'BAD_MP4',
      `${samples} frames last ${durationTicks}/${timescale} s at ${coding.fps} per second`,
    );
  }
  return { ...parts, measure };
}
