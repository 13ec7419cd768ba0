import { median } from '../windows/quantile.ts';
import { robustLine } from './noise.ts';

/** A lasting jump between two neighbouring days with values: emergence, a cut, a flood. */
export interface Step {
  /** Place of the first point after the jump; the one before it is the last of the old level. */
  readonly at: number;
  /** By how much the value changes beyond its trend on both sides. */
  readonly jump: number;
}

/** Points on each side that a step is judged by, and how many days those may span. */
const sidePoints = 5;
const sideDays = 9;
/** A jump stands out from the scatter on its sides by so many times, where nothing else is asked for. */
const usualSpreads = 5;

/**
 * Jumps of at least `leastJump` that the trend on neither side explains, and that last for two values or more. Smoothing
 * must not reach across them. The greatest one is found first; what lies on its two sides is then looked at apart.
 */
export function findSteps(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  leastJump: number,
  leastSpreads = usualSpreads,
): Step[] {
  const found: Step[] = [];
  const open = [{ from: 0, to: x.length }];
  for (let part = open.pop(); part; part = open.pop()) {
    const { from, to } = part;
    let best: Step | undefined;
    for (let at = from + 2; at <= to - 2; at += 1) {
      // The jump happens between these two points, not in the days around them.
      const change = y[at]! - y[at - 1]!;
      if (Math.abs(change) < leastJump / 2) continue;
      const jump = jumpAt({ x, y, from, to, leastSpreads }, at);
      if (Math.abs(jump) < leastJump || change / jump < 0.5) continue;
      if (Math.abs(jump) > Math.abs(best?.jump ?? 0)) best = { at, jump };
    }
    if (!best) continue;
    found.push(best);
    open.push({ from, to: best.at }, { from: best.at, to });
  }
  return found.sort((one, other) => one.at - other.at);
}

interface Part {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
  readonly leastSpreads: number;
}

/** By how much the lines, and the levels, on both sides of a place differ; 0 where that is no more than their scatter. */
function jumpAt(part: Part, at: number): number {
  const left = side(part, at - 1, -1);
  const right = side(part, at, 1);
  if (left.x.length < 2 || right.x.length < 2) return 0;
  const [before, after] = [robustLine(left.x, left.y), robustLine(right.x, right.y)];
  const middle = (part.x[at - 1]! + part.x[at]!) / 2;
  const lines = after(middle) - before(middle);
  // Two slopes that point apart are no jump where the levels beside it agree.
  const levels = median(right.y.slice(0, 3)) - median(left.y.slice(0, 3));
  if (Math.sign(lines) !== Math.sign(levels)) return 0;
  const spread = Math.sqrt(
    (squaresAround(left, before) + squaresAround(right, after)) / (left.x.length + right.x.length),
  );
  const jump = Math.min(Math.abs(lines), Math.abs(levels));
  return jump > part.leastSpreads * spread ? Math.sign(lines) * jump : 0;
}

function squaresAround({ x, y }: Side, line: (at: number) => number): number {
  return x.reduce((sum, at, index) => sum + (y[index]! - line(at)) ** 2, 0);
}

interface Side {
  readonly x: number[];
  readonly y: number[];
}

function side({ x, y, from, to }: Part, first: number, direction: 1 | -1): Side {
  const points: Side = { x: [], y: [] };
  for (let index = first; points.x.length < sidePoints && index >= from && index < to; index += direction) {
    if (Math.abs(x[index]! - x[first]!) > sideDays) break;
    points.x.push(x[index]!);
    points.y.push(y[index]!);
  }
  return points;
}
