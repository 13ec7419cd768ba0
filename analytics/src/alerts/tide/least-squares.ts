import { madSd } from '../../growth/windows/quantile.ts';

const rounds = 8;
/** Residuals up to so many deviations count in full [Huber 1981, 95 % efficiency at 1.345; wider, as the errors of days hang together]. */
const huberWidth = 2;
// Keeps the solution bounded where gaps leave two columns alike; far below what any reading says.
const ridge = 1e-6;

/**
 * Coefficients of `values ≈ rows · coefficients` by linear least squares, robust to outliers: Huber's weights, worked out anew for some
 * rounds. There must be more rows than columns.
 */
export function robustLeastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  let weights: readonly number[] = values.map(() => 1);
  let coefficients: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    coefficients = solveNormal(rows, values, weights);
    const residuals = rows.map((row, index) => values[index]! - product(row, coefficients));
    const limit = huberWidth * madSd(residuals, 0);
    weights = residuals.map((residual) => (Math.abs(residual) <= limit ? 1 : limit / Math.abs(residual)));
  }
  return coefficients;
}

/** The sum of products of two lists of one length. */
export function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** Solves the weighted normal equations, which are symmetric and positive, by Cholesky's factors. */
function solveNormal(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[],
): number[] {
  const size = rows[0]!.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const right = new Array<number>(size).fill(0);
  for (const [index, row] of rows.entries()) {
    const weight = weights[index]!;
    for (let i = 0; i < size; i += 1) {
      right[i]! += weight * row[i]! * values[index]!;
      for (let j = 0; j <= i; j += 1) matrix[i]![j]! += weight * row[i]! * row[j]!;
    }
  }
  for (let i = 0; i < size; i += 1) matrix[i]![i]! += ridge * rows.length;
  return solveCholesky(matrix, right);
}

/** `matrix` holds its lower half, and is used up. */
function solveCholesky(matrix: number[][], right: readonly number[]): number[] {
  const size = right.length;
  const solution = [...right];
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k += 1) sum -= matrix[i]![k]! * matrix[j]![k]!;
      matrix[i]![j] = i === j ? Math.sqrt(sum) : sum / matrix[j]![j]!;
    }
    for (let k = 0; k < i; k += 1) solution[i]! -= matrix[i]![k]! * solution[k]!;
    solution[i]! /= matrix[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) solution[i]! -= matrix[k]![i]! * solution[k]!;
    solution[i]! /= matrix[i]![i]!;
  }
  return solution;
}
