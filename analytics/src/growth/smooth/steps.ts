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
/** A jump stands out from the scatter on its sides by so many times. */
const leastSpreads = 5;

/**
 * Jumps of at least `leastJump` that the trend on neither side explains, and that last for two values or more. Smoothing
 * must not reach across them.
 */
export function findSteps(x: ArrayLike<number>, y: ArrayLike<number>, leastJump: number): Step[] {
  const jumps = new Float64Array(x.length);
  for (let at = 2; at <= x.length - 2; at += 1) jumps[at] = jumpAt(x, y, at);
  const found: Step[] = [];
  const order = [...jumps.keys()].sort((one, other) => Math.abs(jumps[other]!) - Math.abs(jumps[one]!));
  for (const at of order) {
    const jump = jumps[at]!;
    if (Math.abs(jump) < leastJump) break;
    // The jump happens between these two points, not in the days around them.
    if ((y[at]! - y[at - 1]!) / jump < 0.5) continue;
    if (found.every((other) => Math.abs(other.at - at) >= 2)) found.push({ at, jump });
  }
  return found.sort((one, other) => one.at - other.at);
}

function jumpAt(x: ArrayLike<number>, y: ArrayLike<number>, at: number): number {
  const left = side(x, y, at - 1, -1);
  const right = side(x, y, at, 1);
  if (left.x.length < 2 || right.x.length < 2) return 0;
  const [before, after] = [robustLine(left.x, left.y), robustLine(right.x, right.y)];
  const middle = (x[at - 1]! + x[at]!) / 2;
  const lines = after(middle) - before(middle);
  // Two slopes that point apart are no jump where the levels beside it agree.
  const levels = median(right.y.slice(0, 3)) - median(left.y.slice(0, 3));
  const jump = Math.sign(lines) === Math.sign(levels) ? Math.sign(lines) * Math.min(Math.abs(lines), Math.abs(levels)) : 0;
  const spread = Math.sqrt((squaresAround(left, before) + squaresAround(right, after)) / (left.x.length + right.x.length));
  return Math.abs(jump) > leastSpreads * spread ? jump : 0;
}

function squaresAround({ x, y }: Side, line: (at: number) => number): number {
  return x.reduce((sum, at, index) => sum + (y[index]! - line(at)) ** 2, 0);
}

interface Side {
  readonly x: number[];
  readonly y: number[];
}

function side(x: ArrayLike<number>, y: ArrayLike<number>, from: number, direction: 1 | -1): Side {
  const points: Side = { x: [], y: [] };
  for (let index = from; points.x.length < sidePoints && index >= 0 && index < x.length; index += direction) {
    if (Math.abs(x[index]! - x[from]!) > sideDays) break;
    points.x.push(x[index]!);
    points.y.push(y[index]!);
  }
  return points;
}
