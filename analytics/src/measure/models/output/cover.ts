import type { MetricName } from '@fieldlapse/contracts';
import type { DetectionCard, SegmentationCard } from '../card/schema.ts';
import { tapsOf, type Taps } from '../input/resample.ts';
import { planeOf, type DetectionOutput, type SegmentationOutput } from '../model-output.ts';

/** Which pixels of a picture count: 1 where they do, row by row, at any size; all of them where no area is given. */
export interface AreaMask {
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Metrics with how sure the model is of each, in the same unit. */
export interface ModelMetrics {
  readonly values: Partial<Record<MetricName, number>>;
  readonly uncertainty: Partial<Record<MetricName, number>>;
}

/** Half the width of the band of probabilities around the threshold in which a pixel is called undecided. */
const undecided = 0.1;

/**
 * Covers of an area, shares 0–1, as the card's `metrics` and `threshold` say; none where the area is empty. The uncertainty is
 * how far the cover moves when the threshold does by ±0.1, halved: what the model itself is undecided about, not its error on
 * a crop that it does not know.
 */
export function coverOf(output: SegmentationOutput, card: SegmentationCard, area?: AreaMask): ModelMetrics {
  const weights = area && weightsOn(output, area);
  const values: ModelMetrics['values'] = {};
  const uncertainty: ModelMetrics['uncertainty'] = {};
  for (const [metric, classes] of Object.entries(card.metrics) as [MetricName, string[]][]) {
    const shares = sharesAbove(summed(output, classes), weights, card.threshold);
    if (!shares) continue;
    values[metric] = shares.cover;
    uncertainty[metric] = (shares.wide - shares.narrow) / 2;
  }
  return { values, uncertainty };
}

/** Shares of the area above the threshold, and above one a little lower and higher; undefined where the area is empty. */
function sharesAbove(
  sums: Float32Array,
  weights: ArrayLike<number> | undefined,
  threshold: number,
): { cover: number; wide: number; narrow: number } | undefined {
  const limits = [threshold - undecided, threshold, threshold + undecided] as const;
  const [all, wide, cover, narrow] = weights ? weightsAbove(sums, weights, limits) : countsAbove(sums, limits);
  return all === 0 ? undefined : { cover: cover / all, wide: wide / all, narrow: narrow / all };
}

/** How much there is in all, and above a limit, one a little higher and one higher still. */
type Above = readonly [all: number, low: number, middle: number, high: number];
type Limits = readonly [low: number, middle: number, high: number];

function countsAbove(sums: Float32Array, [low, middle, high]: Limits): Above {
  let [lows, middles, highs] = [0, 0, 0];
  for (let at = 0; at < sums.length; at += 1) {
    const sum = sums[at]!;
    if (sum < low) continue;
    lows = (lows + 1) | 0;
    if (sum >= middle) middles = (middles + 1) | 0;
    if (sum >= high) highs = (highs + 1) | 0;
  }
  return [sums.length, lows, middles, highs];
}

function weightsAbove(sums: Float32Array, weights: ArrayLike<number>, [low, middle, high]: Limits): Above {
  let [all, lows, middles, highs] = [0, 0, 0, 0];
  for (let at = 0; at < sums.length; at += 1) {
    const sum = sums[at]!;
    const weight = weights[at]!;
    all += weight;
    if (sum < low) continue;
    lows += weight;
    if (sum >= middle) middles += weight;
    if (sum >= high) highs += weight;
  }
  return [all, lows, middles, highs];
}

/** Probabilities of some classes added up, pixel by pixel. */
function summed(output: SegmentationOutput, chosen: readonly string[]): Float32Array {
  const [first = -1, ...more] = chosen.map((name) => output.classes.indexOf(name));
  if (first < 0) return new Float32Array(output.width * output.height);
  if (more.length === 0) return planeOf(output, first);
  const sums = planeOf(output, first).slice();
  for (const index of more) {
    const plane = planeOf(output, index);
    for (let at = 0; at < sums.length; at += 1) sums[at]! += plane[at]!;
  }
  return sums;
}

/** How much of each pixel of the output lies in the area, 0–1. */
function weightsOn({ width, height }: { width: number; height: number }, area: AreaMask): ArrayLike<number> {
  if (area.width === width && area.height === height) return area.mask;
  const across = tapsOf(area.width, width);
  const down = tapsOf(area.height, height);
  const weights = new Float32Array(width * height);
  for (let y = 0, tap = 0; y < height; y += 1) {
    for (let line = 0; line < down.count[y]!; line += 1, tap += 1) {
      addShares(weights, y * width, area.mask, (down.first[y]! + line) * area.width, across, down.weights[tap]!);
    }
  }
  return weights;
}

function addShares(
  weights: Float32Array,
  into: number,
  mask: Uint8Array,
  row: number,
  across: Taps,
  share: number,
): void {
  for (let x = 0, tap = 0; x < across.first.length; x += 1) {
    let sum = 0;
    for (let at = 0; at < across.count[x]!; at += 1, tap += 1) {
      if (mask[row + across.first[x]! + at]) sum += across.weights[tap]!;
    }
    weights[into + x]! += sum * share;
  }
}

/**
 * What the model takes for a metric's classes: 1 where it does, at the size of the output. Without a metric that of plants, else
 * the card's first, else every class but the first.
 */
export function maskOf(
  output: SegmentationOutput,
  card: SegmentationCard,
  metric?: keyof SegmentationCard['metrics'],
): AreaMask {
  const { metrics, classes } = card;
  const chosen = (metric && metrics[metric]) ?? metrics.plantCover ?? Object.values(metrics)[0] ?? classes.slice(1);
  const mask = Uint8Array.from(summed(output, chosen), (sum) => (sum >= card.threshold ? 1 : 0));
  return { mask, width: output.width, height: output.height };
}

/**
 * How many boxes of the card's counted classes have their centre in the area. The uncertainty is the standard deviation of a count
 * whose every box is there with the probability of its score.
 */
export function countOf(output: DetectionOutput, card: DetectionCard, area?: AreaMask): ModelMetrics {
  const counted = card.metrics.count;
  if (!counted) return { values: {}, uncertainty: {} };
  const boxes = output.boxes.filter(
    (box) =>
      counted.includes(box.class) && (!area || inside(area, (box.left + box.right) / 2, (box.top + box.bottom) / 2)),
  );
  const variance = boxes.reduce((sum, { score }) => sum + score * (1 - score), 0);
  return { values: { count: boxes.length }, uncertainty: { count: Math.sqrt(variance) } };
}

function inside({ mask, width, height }: AreaMask, x: number, y: number): boolean {
  const column = Math.min(width - 1, Math.floor(x * width));
  const row = Math.min(height - 1, Math.floor(y * height));
  return mask[row * width + column] === 1;
}
