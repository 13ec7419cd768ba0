import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import { streamFfmpeg } from '@fieldlapse/ffmpeg';
import { picturesOf } from '../compose/pictures.ts';
import { requireSpace, sizeOf, wholeFile } from '../disk.ts';
import { badExport } from '../order.ts';
import { evenly } from '../plan/pace.ts';
import { fitted, planHash, type FilmPlan } from '../plan/plan.ts';
import { rawInput, type Size } from './coding.ts';
import { limitsOf, type RenderContext } from './context.ts';

/** What a looping picture begins with; it becomes smaller until it fits. */
interface Loop {
  readonly maxSide: number;
  readonly maxFps: number;
  /** Frames last a whole number of these in a second. */
  readonly ticksPerSec: number;
  readonly args: readonly string[];
}

const fromFilm = 'in_color_matrix=bt709:in_range=tv';
const palette = 'palettegen=stats_mode=full[p];[b][p]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle';
const loops: Record<'gif' | 'webp', Loop> = {
  gif: {
    ...{ maxSide: 640, maxFps: 12.5, ticksPerSec: 100 },
    args: ['-filter_complex', `scale=${fromFilm},format=rgb24,split[a][b];[a]${palette}`, '-loop', '0', '-f', 'gif'],
  },
  webp: {
    ...{ maxSide: 960, maxFps: 15, ticksPerSec: 1000 },
    args: [
      // The format knows the colours of BT.601 alone.
      ...['-vf', `scale=${fromFilm}:out_color_matrix=bt601:out_range=tv,format=yuv420p`],
      ...['-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '4', '-loop', '0', '-f', 'webp'],
    ],
  },
};

const defaultMaxBytes = 10_000_000;
const mostFrames = 240;
const fewestFrames = 8;
const smallestSide = 120;
const mostTries = 8;

interface Try extends Size {
  readonly frames: number;
}

/**
 * Writes a film as a looping picture of at most `maxBytes`: side and number of frames shrink together, guided by what the
 * last try took. Finished tries stay over a crash. Throws `BAD_EXPORT` where the smallest one is still too large.
 */
export async function renderSized(plan: FilmPlan, path: string, context: RenderContext): Promise<void> {
  const format = plan.order.format as 'gif' | 'webp';
  const maxBytes = plan.order.maxBytes ?? defaultMaxBytes;
  const loop = loops[format];
  let next = firstTry(plan, loop);
  let made = 0;
  for (let count = 1; ; count += 1) {
    const work = { ...context, onProgress: (done: number) => context.onProgress(made + done, made + next.frames) };
    const tried = await makeTry(plan, next, loop, work);
    made += next.frames;
    if (tried.bytes <= maxBytes) return rename(tried.path, path);
    const smaller = count < mostTries ? smallerTry(next, maxBytes / tried.bytes) : undefined;
    if (!smaller) {
      const least = `${next.frames} frames of ${next.width}×${next.height} px take ${tried.bytes} bytes`;
      throw badExport('maxBytes', `even ${least}; allow more, or order fewer days`);
    }
    next = smaller;
  }
}

function firstTry({ order, width, height, shots, fps }: FilmPlan, { maxSide, maxFps }: Loop): Try {
  const wanted = Math.min(shots.length, mostFrames, Math.round((shots.length / fps) * maxFps));
  return { ...fitted({ width, height }, order.maxSide ?? maxSide), frames: Math.max(1, wanted) };
}

/** Brings bytes to `share` of what they were, a little less to be sure; undefined where nothing is left to give. */
function smallerTry({ width, height, frames }: Try, share: number): Try | undefined {
  const aim = share * 0.92;
  const side = Math.max(smallestSide, Math.floor(Math.max(width, height) * aim ** 0.3));
  const size = fitted({ width, height }, Math.min(side, Math.max(width, height)));
  const shrunk = (size.width * size.height) / (width * height);
  const fewer = Math.max(Math.min(frames, fewestFrames), Math.floor(frames * Math.min(1, aim / shrunk)));
  if (fewer === frames && shrunk === 1) return undefined;
  return { ...size, frames: fewer };
}

async function makeTry(
  plan: FilmPlan,
  { width, height, frames }: Try,
  { ticksPerSec, maxFps, args }: Loop,
  context: RenderContext,
): Promise<{ path: string; bytes: number }> {
  const hash = sha256Hex(JSON.stringify([planHash(plan), width, height, frames, args, context.ffmpeg.version])).slice(
    0,
    32,
  );
  const path = join(context.folder, `try-${hash}.${plan.order.format}`);
  const known = await sizeOf(path);
  if (known !== undefined) return { path, bytes: known };
  await requireSpace(context.folder, context.config.minFreeBytes);
  // Where no pace was ordered a long film becomes a short loop; an ordered length stays.
  const seconds = plan.order.pace
    ? plan.shots.length / plan.fps
    : Math.min(plan.shots.length / plan.fps, mostFrames / maxFps);
  const delay = Math.max(2, Math.round((seconds / frames) * ticksPerSec));
  const shown = { ...plan, width, height, shots: evenly(plan.shots.length, frames).map((at) => plan.shots[at] ?? [0]) };
  let coded = 0;
  await wholeFile(path, async (part) => {
    const bytes = streamFfmpeg({
      ...limitsOf(context),
      args: [...rawInput({ width, height, rate: `${ticksPerSec}/${delay}` }), ...args, 'pipe:1'],
      input: counted(picturesOf(shown, 0, frames, context), (count) => {
        coded = count;
        context.onProgress(count, frames);
      }),
    });
    await writeFile(part, bytes);
    if (coded !== frames) throw new FieldlapseError('FFMPEG_FAILED', `${coded} frames taken of ${frames}`);
  });
  await context.onPart(frames, false);
  return { path, bytes: (await sizeOf(path)) ?? 0 };
}

/** Both formats are written at the end: what goes in tells how far it is. */
async function* counted(pictures: AsyncIterable<Buffer>, onCount: (count: number) => void): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const picture of pictures) {
    yield picture;
    count += 1;
    onCount(count);
  }
}
