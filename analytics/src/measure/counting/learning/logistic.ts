/** Weights of standardised numbers: `score = bias + Σ weight · (number − mean) ÷ spread`, that quotient within ±3. */
export interface LinearScore {
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

export function scoreOf({ mean, spread, weights, bias }: LinearScore, numbers: ArrayLike<number>): number {
  let score = bias;
  for (let at = 0; at < weights.length; at += 1)
    score += weights[at]! * bounded((numbers[at]! - mean[at]!) / spread[at]!);
  return score;
}

/** Numbers further out than this count as this: light that was never seen must not outweigh all else. */
const mostSpreads = 3;

const bounded = (spreads: number): number => Math.max(-mostSpreads, Math.min(mostSpreads, spreads));

/** The logistic function: odds to share. */
export const shareOf = (score: number): number => 1 / (1 + Math.exp(-score));

/** Mean and standard deviation of each number over all rows; a number that never changes gets a spread of 1. */
export function standardOf(rows: readonly ArrayLike<number>[]): Pick<LinearScore, 'mean' | 'spread'> {
  const length = rows[0]?.length ?? 0;
  const mean = new Array<number>(length).fill(0);
  const square = new Array<number>(length).fill(0);
  for (const row of rows) for (let at = 0; at < length; at += 1) mean[at]! += row[at]! / rows.length;
  for (const row of rows)
    for (let at = 0; at < length; at += 1) square[at]! += (row[at]! - mean[at]!) ** 2 / rows.length;
  return { mean, spread: square.map((value) => (value > 1e-12 ? Math.sqrt(value) : 1)) };
}

/**
 * Ridge logistic regression of yes (1) and no (0) by Newton's method (Hastie, Tibshirani & Friedman, ESL, 4.4), from the weights of
 * `start`, whose mean and spread it keeps: a penalty of `ridge` on each weight, none on the bias, so that the shares add up to the
 * number of yeses.
 */
export function fitLogistic(
  rows: readonly ArrayLike<number>[],
  answers: readonly number[],
  start: LinearScore,
  ridge: number,
): LinearScore {
  const length = start.mean.length;
  const lines = rows.map((row) => {
    const line = new Float64Array(length + 1);
    for (let at = 0; at < length; at += 1) line[at] = bounded((row[at]! - start.mean[at]!) / start.spread[at]!);
    line[length] = 1;
    return line;
  });
  let weights = Float64Array.of(...start.weights, start.bias);
  for (let round = 0; round < 30; round += 1) {
    const { slope, curve } = derivatives(lines, answers, weights, ridge);
    const move = solve(curve, slope);
    // A long way at once may overshoot where shares are near 0 or 1.
    const scale = Math.min(1, 4 / Math.max(...move.map(Math.abs)));
    weights = weights.map((weight, at) => weight + scale * move[at]!);
    if (Math.max(...move.map(Math.abs)) < 1e-4) break;
  }
  return { ...start, weights: [...weights.subarray(0, length)], bias: weights[length]! };
}

/** How badly a score fits: −2 log likelihood. */
export function devianceOf(score: LinearScore, rows: readonly ArrayLike<number>[], answers: readonly number[]): number {
  let sum = 0;
  for (const [index, row] of rows.entries()) {
    const odds = scoreOf(score, row);
    sum += 2 * Math.log1p(Math.exp(answers[index] === 1 ? -odds : odds));
  }
  return sum;
}

function derivatives(
  lines: readonly Float64Array[],
  answers: readonly number[],
  weights: Float64Array,
  ridge: number,
): { slope: number[]; curve: number[][] } {
  const length = weights.length;
  const slope = new Float64Array(length);
  const curve = new Float64Array(length * length);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    let odds = 0;
    for (let at = 0; at < length; at += 1) odds += line[at]! * weights[at]!;
    const share = shareOf(odds);
    const left = answers[index]! - share;
    const weight = Math.max(1e-6, share * (1 - share));
    for (let row = 0; row < length; row += 1) {
      slope[row]! += left * line[row]!;
      const times = weight * line[row]!;
      for (let at = 0; at < length; at += 1) curve[row * length + at]! += times * line[at]!;
    }
  }
  for (let at = 0; at < length; at += 1) {
    const penalty = at === length - 1 ? 1e-6 : ridge;
    slope[at]! -= penalty * weights[at]!;
    curve[at * length + at]! += penalty;
  }
  return {
    slope: [...slope],
    curve: Array.from(slope, (_, row) => [...curve.subarray(row * length, (row + 1) * length)]),
  };
}

/** Gauss–Jordan with pivots; the penalty keeps the matrix regular. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  for (let column = 0; column < rows.length; column += 1) {
    let pivot = column;
    for (let row = column; row < rows.length; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    for (const [row, line] of rows.entries()) {
      if (row === column) continue;
      const times = line[column]! / top[column]!;
      for (let at = column; at < line.length; at += 1) line[at]! -= times * top[at]!;
    }
  }
  return rows.map((row, at) => row[rows.length]! / row[at]!);
}
