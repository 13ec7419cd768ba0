import type { Corner, Level } from './pyramid.ts';

/** A square of the reference as zero-mean values of length 1, so that light and contrast do not count. */
export interface Template {
  /** Its middle, whole pixels of its level. */
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly values: Float32Array;
}

/** Where a template was found: continuous positions at the level, from the reference to the frame. */
export interface Match {
  /** Which template, so that of several places of one only one counts. */
  readonly patch: number;
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  /** Normalised cross-correlation, −1 … 1. */
  readonly likeness: number;
}

/** A template around each corner; corners too near the edge are left out. */
export function templatesOf(level: Level, corners: readonly Corner[], half: number): Template[] {
  const side = 2 * half + 1;
  return corners
    .filter(({ x, y }) => x >= half && y >= half && x < level.width - half && y < level.height - half)
    .map(({ x, y }) => {
      const values = new Float32Array(side * side);
      for (let row = 0; row < side; row += 1) {
        const from = (y - half + row) * level.width + x - half;
        values.set(level.pixels.subarray(from, from + side), row * side);
      }
      normalise(values);
      return { x, y, half, values };
    });
}

/** Takes the mean off and makes the length 1 (or all 0); returns the standard deviation that it had. */
function normalise(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const length = Math.sqrt(squares);
  for (let at = 0; at < values.length; at += 1) values[at] = length > 0 ? (values[at]! - mean) / length : 0;
  return length / Math.sqrt(values.length);
}

/** Least standard deviation of a place, DN, and least likeness, for it to be taken for a template's. */
const leastContrast = 1.5;
const leastLikeness = 0.6;

/**
 * The up to two best places of each template in the frame's level, within `reach` px of where it was, to a part of a pixel.
 */
export function matchTemplates(templates: readonly Template[], frame: Level, reach: number): Match[] {
  const sums = windowSums(frame);
  const scores = new Float32Array((2 * reach + 1) ** 2);
  const matches: Match[] = [];
  for (const [patch, template] of templates.entries()) {
    const span = searchAround(template, frame, sums, reach, scores);
    if (!span) continue;
    const best = peakOf(span, scores, undefined);
    if (!best) continue;
    matches.push(placeOf(patch, template, span, scores, best));
    const next = peakOf(span, scores, best);
    if (next && next.score > 0.85 * best.score) matches.push(placeOf(patch, template, span, scores, next));
  }
  return matches;
}

/** The shifts that were tried: from `left`, `top` (of the template's middle), `across` × `down` of them. */
interface Span {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

interface Peak {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

function searchAround(
  { x, y, half, values }: Template,
  frame: Level,
  { sum, square }: { sum: Float64Array; square: Float64Array },
  reach: number,
  scores: Float32Array,
): Span | undefined {
  const { width, height, pixels } = frame;
  const left = Math.max(half, x - reach);
  const top = Math.max(half, y - reach);
  const across = Math.min(width - 1 - half, x + reach) - left + 1;
  const down = Math.min(height - 1 - half, y + reach) - top + 1;
  if (across < 3 || down < 3) return undefined;
  const side = 2 * half + 1;
  const area = side * side;
  const stride = width + 1;
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const from = (top + row - half) * width + left + column - half;
      const a = (top + row - half) * stride + left + column - half;
      const c = a + side * stride;
      const total = sum[c + side]! - sum[c]! - sum[a + side]! + sum[a]!;
      const squares = square[c + side]! - square[c]! - square[a + side]! + square[a]! - (total * total) / area;
      let score = -1;
      if (squares > area * leastContrast * leastContrast) {
        let dot = 0;
        for (let r = 0, t = 0, at = from; r < side; r += 1, at += width - side) {
          for (let s = 0; s < side; s += 1, t += 1, at += 1) dot += values[t]! * pixels[at]!;
        }
        score = dot / Math.sqrt(squares);
      }
      scores[row * across + column] = score;
    }
  }
  return { left, top, across, down };
}

/** The highest score that is higher than its neighbours' and not beside `apart`. */
function peakOf({ across, down }: Span, scores: Float32Array, apart: Peak | undefined): Peak | undefined {
  let best: Peak | undefined;
  for (let y = 1; y < down - 1; y += 1) {
    for (let x = 1; x < across - 1; x += 1) {
      const at = y * across + x;
      const score = scores[at]!;
      if (score <= (best?.score ?? leastLikeness)) continue;
      if (apart && Math.abs(x - apart.x) <= 2 && Math.abs(y - apart.y) <= 2) continue;
      if (score < scores[at - 1]! || score < scores[at + 1]!) continue;
      if (score < scores[at - across]! || score < scores[at + across]!) continue;
      best = { x, y, score };
    }
  }
  return best;
}

function placeOf(patch: number, { x, y }: Template, span: Span, scores: Float32Array, peak: Peak): Match {
  const at = peak.y * span.across + peak.x;
  const toX = span.left + peak.x + summit(scores[at - 1]!, peak.score, scores[at + 1]!);
  const toY = span.top + peak.y + summit(scores[at - span.across]!, peak.score, scores[at + span.across]!);
  return { patch, x: x + 0.5, y: y + 0.5, toX: toX + 0.5, toY: toY + 0.5, likeness: peak.score };
}

/** Where the parabola through three values is highest, −0.5 … 0.5 from the middle one. */
function summit(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

/** Running sums of values and squares over the rectangle from the corner to a pixel. */
function windowSums({ width, height, pixels }: Level): { sum: Float64Array; square: Float64Array } {
  const stride = width + 1;
  const sum = new Float64Array(stride * (height + 1));
  const square = new Float64Array(stride * (height + 1));
  for (let y = 0, at = 0; y < height; y += 1) {
    let [values, squares] = [0, 0];
    for (let x = 0; x < width; x += 1, at += 1) {
      const value = pixels[at]!;
      values += value;
      squares += value * value;
      const to = (y + 1) * stride + x + 1;
      sum[to] = sum[to - stride]! + values;
      square[to] = square[to - stride]! + squares;
    }
  }
  return { sum, square };
}
