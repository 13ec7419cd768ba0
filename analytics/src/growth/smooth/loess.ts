/** Points in order of `x`; `weights` says how much each counts. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

/** A local regression at one place. */
export interface LocalFit {
  readonly value: number;
  /** Length of the row of the smoother there: the standard error is this times the noise. */
  readonly norm: number;
  /** Weight of the point at that very place in its own fit (the leverage); 0 where none lies there. */
  readonly leverage: number;
}

/**
 * Local regression by tricube weights over the `span` nearest points [Cleveland and Devlin, 1988, eq. 2–4]: a polynomial of
 * `degree` 0–2 around `at`. Of fewer points than the degree needs, the degree is lowered.
 */
export function loessAt({ x, y, weights }: Points, at: number, span: number, degree: 0 | 1 | 2): LocalFit {
  const [from, to] = nearest(x, at, span);
  // A little wider than the farthest of them, so that it counts too.
  const reach = Math.max(at - x[from]!, x[to - 1]! - at, 0.5) * 1.0001 + 0.5;
  const count = to - from;
  const order = Math.min(degree, count - 1);
  // Moments of the scaled distances, and the normal equations from them.
  const moments = [0, 0, 0, 0, 0];
  // A plain array: the memory of a typed one lies outside of the heap, and a long season asks for tens of thousands of fits at once.
  const kernel = new Array<number>(count);
  for (let index = 0; index < count; index += 1) {
    const distance = (x[from + index]! - at) / reach;
    const kept = 1 - Math.abs(distance * distance * distance);
    const weight = kept * kept * kept * weights[from + index]!;
    kernel[index] = weight;
    for (let power = 0, term = weight; power <= 2 * order; power += 1, term *= distance) moments[power]! += term;
  }
  const row = firstRowOfInverse(moments, order);
  let value = 0;
  let square = 0;
  let leverage = 0;
  for (let index = 0; index < count; index += 1) {
    const distance = (x[from + index]! - at) / reach;
    const share = kernel[index]! * (row[0]! + distance * (row[1]! + distance * row[2]!));
    value += share * y[from + index]!;
    square += (share * share) / Math.max(1e-9, weights[from + index]!);
    if (x[from + index] === at) leverage = share;
  }
  return { value, norm: Math.sqrt(square), leverage };
}

/** The run of the `span` points that are nearest to `at`. */
function nearest(x: Float64Array, at: number, span: number): [number, number] {
  let from = 0;
  let to = x.length;
  const most = Math.max(1, Math.min(span, x.length));
  // Halve the search first: points far to the left never belong to it.
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < at) low = middle + 1;
    else high = middle;
  }
  from = Math.max(0, low - most);
  to = Math.min(x.length, low + most);
  while (to - from > most) {
    if (at - x[from]! > x[to - 1]! - at) from += 1;
    else to -= 1;
  }
  return [from, to];
}

/** First row of the inverse of the moment matrix: what turns weighted sums into the value at the centre. */
function firstRowOfInverse(moments: readonly number[], order: number): [number, number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = moments;
  const tiny = 1e-10;
  if (order === 2) {
    const determinant = a * (c * e - d * d) - b * (b * e - c * d) + c * (b * d - c * c);
    if (Math.abs(determinant) > tiny * a ** 3) {
      return [(c * e - d * d) / determinant, (c * d - b * e) / determinant, (b * d - c * c) / determinant];
    }
  }
  if (order >= 1) {
    const determinant = a * c - b * b;
    if (Math.abs(determinant) > tiny * a ** 2) return [c / determinant, -b / determinant, 0];
  }
  return [1 / a, 0, 0];
}
