import { rawPictures, streamFfmpeg } from '@fieldlapse/ffmpeg';
import type { Size } from './coding.ts';
import { limitsOf, type RenderContext } from './context.ts';

/** A film's MP4 on this machine. */
export interface DecodableFilm {
  readonly path: string;
  readonly fps: number;
}

/**
 * The pictures of a film at `indexes`, which never go back, one for each, scaled to `size`: planar 4:2:0 in the film's
 * colours (BT.709, limited range). A picture is written over by the next one.
 * Throws `FFMPEG_FAILED` where the film is shorter than that.
 */
export async function* decodedPictures(
  { path, fps }: DecodableFilm,
  indexes: readonly number[],
  size: Size,
  context: RenderContext,
): AsyncGenerator<Buffer> {
  const [first] = indexes;
  if (first === undefined) return;
  const distinct = indexes.filter((index, at) => index !== indexes[at - 1]);
  // Half a frame early, so that no rounding of times passes over the first one.
  const seek = first === 0 ? [] : ['-ss', ((first - 0.5) / fps).toFixed(6)];
  const scale = `scale=${size.width}:${size.height}:flags=bicubic+accurate_rnd+bitexact:in_range=tv:out_range=tv`;
  const filter = `select='${rangesOf(distinct.map((index) => index - first))}',${scale},format=yuv420p`;
  const stream = streamFfmpeg({
    ...limitsOf(context),
    args: [
      ...['-threads', String(context.config.threads), ...seek, '-i', path, '-map', '0:v:0'],
      ...['-vf', filter, ...passthrough(context.ffmpeg.version), '-frames:v', String(distinct.length)],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
  });
  const pictures = rawPictures(stream, (size.width * size.height * 3) / 2);
  try {
    let shown: number | undefined;
    let picture: Buffer | undefined;
    for (const index of indexes) {
      if (index !== shown) picture = (await pictures.next()).value as Buffer | undefined;
      if (!picture) throw new RangeError(`the film ends before its frame ${index}`);
      shown = index;
      yield picture;
    }
  } finally {
    await pictures.return(undefined);
  }
}

/** An expression that is true for frames of these numbers: neighbours as one range. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  let terms = ranges.map(([from, to]) => (from === to ? `eq(n,${from})` : `between(n,${from},${to})`));
  // ffmpeg takes a hundred terms in a row, but any number in brackets of a few.
  for (; terms.length > 1; terms = bracketed(terms));
  return terms[0] ?? '0';
}

function bracketed(terms: readonly string[]): string[] {
  const groups = Array.from({ length: Math.ceil(terms.length / 16) }, (_, at) => terms.slice(at * 16, at * 16 + 16));
  return groups.map((group) => `(${group.join('+')})`);
}

/** Frames as they are, none doubled for an even pace. */
function passthrough(version: string): string[] {
  return Number(/^(\d+)\./.exec(version)?.[1] ?? 0) >= 6 ? ['-fps_mode', 'passthrough'] : ['-vsync', '0'];
}
