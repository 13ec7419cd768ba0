import type { Pair, Similarity } from './agree.ts';
import type { Template } from './match.ts';
import type { Level } from './pyramid.ts';

/** A template with what its gradients say of a shift (inverse compositional Lucas–Kanade, Baker and Matthews, 2004). */
export interface Tracker {
  readonly template: Template;
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** Inverse of the 2 × 2 matrix of gradient products. */
  readonly inverse: readonly [xx: number, xy: number, yy: number];
}

/** Prepares templates for {@link follow}; those without gradient in one direction are left out. */
export function trackersOf(templates: readonly Template[]): Tracker[] {
  return templates.flatMap((template) => {
    const side = 2 * template.half + 1;
    const { values } = template;
    const [slopeX, slopeY] = [new Float32Array(values.length), new Float32Array(values.length)];
    let [xx, xy, yy] = [0, 0, 0];
    for (let y = 1; y < side - 1; y += 1) {
      for (let x = 1; x < side - 1; x += 1) {
        const at = y * side + x;
        const gx = (values[at + 1]! - values[at - 1]!) / 2;
        const gy = (values[at + side]! - values[at - side]!) / 2;
        slopeX[at] = gx;
        slopeY[at] = gy;
        xx += gx * gx;
        xy += gx * gy;
        yy += gy * gy;
      }
    }
    const determinant = xx * yy - xy * xy;
    if (determinant <= 1e-6 * (xx + yy) ** 2) return [];
    return [{ template, slopeX, slopeY, inverse: [yy / determinant, -xy / determinant, xx / determinant] as const }];
  });
}

const most = { steps: 7, wanderPx: 2.5, leastLikeness: 0.6 };

/**
 * Follows each template from where `start` (px of the whole picture about its centre) puts it to where the frame shows it,
 * to a small part of a pixel; a template that wanders off or ends up unlike is left out. `shrunk` is how many times smaller
 * the level is than the picture.
 */
export function follow(trackers: readonly Tracker[], frame: Level, start: Similarity, shrunk: number): Pair[] {
  const [centerX, centerY] = [frame.width / 2, frame.height / 2];
  const pairs: Pair[] = [];
  for (const [patch, tracker] of trackers.entries()) {
    const { x, y } = tracker.template;
    const [fromX, fromY] = [x + 0.5 - centerX, y + 0.5 - centerY];
    const expectedX = start.a * fromX - start.b * fromY + start.dx / shrunk + centerX - 0.5;
    const expectedY = start.b * fromX + start.a * fromY + start.dy / shrunk + centerY - 0.5;
    const found = climb(tracker, frame, start, expectedX, expectedY);
    if (!found) continue;
    pairs.push({
      patch,
      x: fromX * shrunk,
      y: fromY * shrunk,
      toX: (found.x + 0.5 - centerX) * shrunk,
      toY: (found.y + 0.5 - centerY) * shrunk,
      weight: found.likeness * found.likeness,
    });
  }
  return pairs;
}

const seen = new Map<number, Float32Array>();

function climb(
  { template, slopeX, slopeY, inverse }: Tracker,
  frame: Level,
  { a, b }: Similarity,
  expectedX: number,
  expectedY: number,
): { x: number; y: number; likeness: number } | undefined {
  const { half, values } = template;
  let window = seen.get(half);
  if (!window) seen.set(half, (window = new Float32Array(values.length)));
  let [x, y] = [expectedX, expectedY];
  for (let step = 0; ; step += 1) {
    const likeness = look(window, values, frame, { half, x, y, a, b });
    if (likeness === undefined) return undefined;
    if (step === most.steps) return likeness >= most.leastLikeness ? { x, y, likeness } : undefined;
    let [ex, ey] = [0, 0];
    for (let at = 0; at < values.length; at += 1) {
      const error = window[at]! - values[at]!;
      ex += slopeX[at]! * error;
      ey += slopeY[at]! * error;
    }
    const moveX = inverse[0] * ex + inverse[1] * ey;
    const moveY = inverse[1] * ex + inverse[2] * ey;
    x -= a * moveX - b * moveY;
    y -= b * moveX + a * moveY;
    if (Math.abs(x - expectedX) > most.wanderPx || Math.abs(y - expectedY) > most.wanderPx) return undefined;
    if (moveX * moveX + moveY * moveY < 0.0009) return likeness >= most.leastLikeness ? { x, y, likeness } : undefined;
  }
}

/** Fills `window` with the frame around a place, turned as the template is, zero-mean and of length 1; its likeness to `values`. */
function look(
  window: Float32Array,
  values: Float32Array,
  { width, height, pixels }: Level,
  { half, x, y, a, b }: { half: number; x: number; y: number; a: number; b: number },
): number | undefined {
  const reach = half * (Math.abs(a) + Math.abs(b)) + 1;
  if (x < reach || y < reach || x >= width - 1 - reach || y >= height - 1 - reach) return undefined;
  let sum = 0;
  for (let row = -half, at = 0; row <= half; row += 1) {
    let u = x - a * half - b * row;
    let v = y - b * half + a * row;
    for (let column = -half; column <= half; column += 1, at += 1, u += a, v += b) {
      const left = u | 0;
      const top = v | 0;
      const fx = u - left;
      const fy = v - top;
      const from = top * width + left;
      const upper = pixels[from]! + (pixels[from + 1]! - pixels[from]!) * fx;
      const lower = pixels[from + width]! + (pixels[from + width + 1]! - pixels[from + width]!) * fx;
      const value = upper + (lower - upper) * fy;
      window[at] = value;
      sum += value;
    }
  }
  const mean = sum / values.length;
  let [squares, dot] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = window[at]! - mean;
    squares += value * value;
    dot += value * values[at]!;
  }
  // Flatter than sensor noise: nothing to follow.
  if (squares < values.length) return undefined;
  const length = Math.sqrt(squares);
  for (let at = 0; at < values.length; at += 1) window[at] = (window[at]! - mean) / length;
  return dot / length;
}
