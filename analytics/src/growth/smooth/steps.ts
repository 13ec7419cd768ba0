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
  return after(middle) - before(middle);
}

function side(x: ArrayLike<number>, y: ArrayLike<number>, from: number, direction: 1 | -1): { x: number[]; y: number[] } {
  const points = { x: [] as number[], y: [] as number[] };
  for (let index = from; points.x.length < sidePoints && index >= 0 && index < x.length; index += direction) {
    if (Math.abs(x[index]! - x[from]!) > sideDays) break;
    points.x.push(x[index]!);
    points.y.push(y[index]!);
  }
  return points;
}
