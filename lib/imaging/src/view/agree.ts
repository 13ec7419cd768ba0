/** One spot seen in both pictures, px at the view's width from its centre; `weight` above 0. */
export interface Pair {
  /** Which spot; pairs of one spot are alternatives of which one may count. */
  readonly patch: number;
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  readonly weight: number;
}

/** `x' = a·x − b·y + dx`, `y' = b·x + a·y + dy`. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly dx: number;
  readonly dy: number;
}

/** A similarity and the pairs that agree with it. */
export interface Agreement {
  readonly similarity: Similarity;
  readonly agreeing: readonly Pair[];
}

/** A camera on a pole hardly zooms, and turns by little more than a knock does. */
const limits = { scale: 0.06, turnRad: 0.18 };

const still: Similarity = { a: 1, b: 0, dx: 0, dy: 0 };

export function offBy({ a, b, dx, dy }: Similarity, { x, y, toX, toY }: Pair): number {
  const [ex, ey] = [a * x - b * y + dx - toX, b * x + a * y + dy - toY];
  return Math.sqrt(ex * ex + ey * ey);
}

/**
 * The similarities that most pairs agree with, best first, up to `most` that differ: every shift that a pair alone proposes, and
 * turns that `draws` pairs of pairs propose, drawn by a generator of fixed seed so that the same pairs give the same answer
 * anywhere.
 */
export function findAgreements(
  pairs: readonly Pair[],
  { tolerancePx, draws, most }: { tolerancePx: number; draws: number; most: number },
): Agreement[] {
  const proposed = [...proposals(pairs, draws)]
    .map((similarity) => ({ similarity, votes: votesFor(similarity, pairs, tolerancePx) }))
    .sort((a, b) => b.votes - a.votes);
  const kept: Agreement[] = [];
  for (const proposal of proposed) {
    if (kept.length === most) break;
    if (kept.some(({ similarity }) => areClose(similarity, proposal.similarity, tolerancePx))) continue;
    let { similarity } = proposal;
    for (let round = 0; round < 4; round += 1) {
      similarity = fit(agreeingWith(similarity, pairs, tolerancePx), similarity, tolerancePx);
    }
    if (kept.some((other) => areClose(other.similarity, similarity, tolerancePx))) continue;
    kept.push({ similarity, agreeing: agreeingWith(similarity, pairs, tolerancePx) });
  }
  return kept;
}

function* proposals(pairs: readonly Pair[], draws: number): Generator<Similarity> {
  for (const { x, y, toX, toY } of pairs) yield { ...still, dx: toX - x, dy: toY - y };
  const random = drawer(0x5eed);
  for (let draw = 0; draw < draws && pairs.length > 1; draw += 1) {
    const one = pairs[Math.floor(random() * pairs.length)]!;
    const other = pairs[Math.floor(random() * pairs.length)]!;
    const similarity = one.patch === other.patch ? undefined : throughTwo(one, other);
    if (similarity) yield similarity;
  }
}

/** True where two similarities put the points of a picture, a third of it from the centre, to about the same place. */
function areClose(one: Similarity, other: Similarity, tolerancePx: number): boolean {
  const turn = 200 * Math.max(Math.abs(one.a - other.a), Math.abs(one.b - other.b));
  return Math.max(turn, Math.abs(one.dx - other.dx), Math.abs(one.dy - other.dy)) < 1.5 * tolerancePx;
}

/** Pairs within the tolerance, of each spot only the nearest. */
export function agreeingWith(similarity: Similarity, pairs: readonly Pair[], tolerancePx: number): Pair[] {
  const nearest = new Map<number, { pair: Pair; off: number }>();
  for (const pair of pairs) {
    const off = offBy(similarity, pair);
    if (off <= tolerancePx && off < (nearest.get(pair.patch)?.off ?? Infinity)) nearest.set(pair.patch, { pair, off });
  }
  return [...nearest.values()].map(({ pair }) => pair);
}

/** Sum of weights of the pairs that agree, each less the further it is off. */
function votesFor({ a, b, dx, dy }: Similarity, pairs: readonly Pair[], tolerancePx: number): number {
  const most = tolerancePx * tolerancePx;
  let votes = 0;
  let patch = -1;
  let vote = 0;
  // Alternatives of one spot stand beside each other; the better one counts.
  for (const pair of pairs) {
    if (pair.patch !== patch) {
      votes += vote;
      vote = 0;
      patch = pair.patch;
    }
    const ex = a * pair.x - b * pair.y + dx - pair.toX;
    const ey = b * pair.x + a * pair.y + dy - pair.toY;
    const square = ex * ex + ey * ey;
    if (square < most) vote = Math.max(vote, pair.weight * (1 - square / most));
  }
  return votes + vote;
}

function throughTwo(one: Pair, other: Pair): Similarity | undefined {
  const [fromX, fromY] = [other.x - one.x, other.y - one.y];
  const [toX, toY] = [other.toX - one.toX, other.toY - one.toY];
  const square = fromX * fromX + fromY * fromY;
  // Two spots beside each other say nothing of a turn.
  if (square < 80 * 80) return undefined;
  const a = (fromX * toX + fromY * toY) / square;
  const b = (fromX * toY - fromY * toX) / square;
  if (Math.abs(Math.sqrt(a * a + b * b) - 1) > limits.scale || Math.abs(b) > limits.turnRad) return undefined;
  return { a, b, dx: one.toX - a * one.x + b * one.y, dy: one.toY - b * one.x - a * one.y };
}

/** What is expected of turn and scale before anything is seen (standard deviations), so that few spots close together do not invent them. */
const prior = { turnRad: 0.02, scale: 0.002 };

/**
 * Least squares with Tukey's weights around `start`: pairs further off than `tolerancePx` do not count. Each pair is taken
 * to be good to half a pixel.
 */
export function fit(pairs: readonly Pair[], start: Similarity, tolerancePx: number): Similarity {
  const noise2 = 0.25;
  let similarity = start;
  for (let round = 0; round < 3; round += 1) {
    // Normal equations of (a, b, dx, dy); those of a and b are alike, so sums suffice.
    let [w, wx, wy, wxx, wu, wv, wa, wb] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const pair of pairs) {
      const off = offBy(similarity, pair) / tolerancePx;
      if (off >= 1) continue;
      const weight = pair.weight * (1 - off * off) ** 2;
      const { x, y, toX, toY } = pair;
      w += weight;
      wx += weight * x;
      wy += weight * y;
      wxx += weight * (x * x + y * y);
      wu += weight * toX;
      wv += weight * toY;
      wa += weight * (x * toX + y * toY);
      wb += weight * (x * toY - y * toX);
    }
    if (w <= 0) return similarity;
    const centred = wxx - (wx * wx + wy * wy) / w;
    const [priorA, priorB] = [noise2 / prior.scale ** 2, noise2 / prior.turnRad ** 2];
    const a = (wa - (wx * wu + wy * wv) / w + priorA) / (centred + priorA);
    const b = (wb - (wx * wv - wy * wu) / w) / (centred + priorB);
    similarity = { a, b, dx: (wu - a * wx + b * wy) / w, dy: (wv - b * wx - a * wy) / w };
  }
  return similarity;
}

/** Numbers in 0–1, the same after the same seed anywhere (xorshift, Marsaglia 2003). */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
