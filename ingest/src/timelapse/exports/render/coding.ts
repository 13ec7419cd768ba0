import type { Ffmpeg } from '@fieldlapse/ffmpeg';

/** A picture's size in pixels; both sides are even. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How the frames of a film for keeping are coded and joined. */
export interface ChunkCoding {
  /** Encoder, of which another version may code otherwise: parts of two encoders are never joined. */
  readonly name: string;
  readonly extension: 'mp4' | 'webm';
  /** From raw frames on standard input to a part that starts with a key frame. */
  readonly args: readonly string[];
}

export interface CodingOrder extends Size {
  readonly fps: number;
  readonly threads: number;
}

/** Ticks per second in which every frame of a film of `fps` (a multiple of 1/1000) lasts a thousand. */
export function ticksPerSec(fps: number): number {
  return Math.round(fps * 1000);
}

/** Raw planar pictures in the colours of our films on standard input, `rate` of them in a second. */
export function rawInput({ width, height, rate }: Size & { readonly rate: string }): string[] {
  const format = ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`];
  return [...format, '-framerate', rate, '-i', 'pipe:0'];
}

const colours = ['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];

/** Key frames stand two seconds apart, so that players find their way. */
function keyEvery(fps: number): string {
  return String(Math.max(12, Math.round(2 * fps)));
}

/** H.264 that plays everywhere; coded once already, the film should not look it a second time. */
export function h264(order: CodingOrder, ffmpeg: Ffmpeg): ChunkCoding {
  const gop = keyEvery(order.fps);
  // ffmpeg 4 stretches the first decode time of a fragmented film with B-frames.
  const bFrames = Number(/^(\d+)\./.exec(ffmpeg.version)?.[1] ?? 0) >= 5 ? 3 : 0;
  const x264 = `keyint=${gop}:min-keyint=${gop}:scenecut=0:open-gop=0`;
  const fragmented = 'empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets';
  return {
    name: `libx264 ${ffmpeg.version}`,
    extension: 'mp4',
    args: [
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-bf', String(bFrames), '-x264-params', x264],
      ...['-threads', String(order.threads), '-pix_fmt', 'yuv420p', ...colours, '-fflags', '+bitexact'],
      ...['-video_track_timescale', String(ticksPerSec(order.fps)), '-movflags', fragmented, '-f', 'mp4'],
    ],
  };
}

/** AV1 where ffmpeg has SVT-AV1, which needs a third of H.264's bits; VP9 elsewhere. */
export function webm(order: CodingOrder, ffmpeg: Ffmpeg): ChunkCoding {
  const av1 = ffmpeg.encoders.has('libsvtav1');
  const coder = av1
    ? ['-c:v', 'libsvtav1', '-preset', '8', ...svtQuality(ffmpeg, order.threads)]
    : ['-c:v', 'libvpx-vp9', '-deadline', 'good', '-cpu-used', '4', '-crf', '36', '-b:v', '0', '-row-mt', '0'];
  return {
    name: `${av1 ? 'libsvtav1' : 'libvpx-vp9'} ${ffmpeg.version}`,
    extension: 'webm',
    args: [
      ...coder,
      ...['-g', keyEvery(order.fps), '-threads', String(order.threads), '-pix_fmt', 'yuv420p', ...colours],
      ...['-fflags', '+bitexact', '-f', 'webm'],
    ],
  };
}

/** SVT-AV1 takes its threads as a parameter of its own, which ffmpeg passes on since 5.1. */
function svtQuality({ version }: Ffmpeg, threads: number): string[] {
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  const passesOn = major > 5 || (major === 5 && minor >= 1);
  return ['-crf', '40', ...(passesOn ? ['-svtav1-params', `lp=${threads}`] : [])];
}
