/** A rise to a top and what lies around it, by days of the curve. */
export interface Swing {
  /** The deepest day before the rise; undefined where the curve begins high. */
  readonly valley: number | undefined;
  readonly peak: number;
  /** The deepest day after the fall so far; undefined where it has not fallen by enough. */
  readonly nextValley: number | undefined;
}

/** The rises and falls of at least `least`, in order; days without a value (NaN) are passed over. */
export function swingsOf(curve: Float64Array, least: number): Swing[] {
  const turns = turningPoints(curve, least);
  return turns.flatMap(({ kind, day }, index) => {
    if (kind === 'valley') return [];
    return [{ valley: turns[index - 1]?.day, peak: day, nextValley: turns[index + 1]?.day }];
  });
}

interface Turn {
  readonly kind: 'valley' | 'peak';
  readonly day: number;
}

/** Valleys and peaks in turn, each at least `least` away from the next; of a last one that is still open, the extreme so far. */
function turningPoints(curve: Float64Array, least: number): Turn[] {
  const turns: Turn[] = [];
  let low = -1;
  let high = -1;
  let heading: 'up' | 'down' | undefined;
  for (const [day, value] of curve.entries()) {
    if (Number.isNaN(value)) continue;
    if (low < 0 || value < curve[low]!) low = day;
    if (high < 0 || value > curve[high]!) high = day;
    if (heading !== 'up' && value - curve[low]! >= least) {
      turns.push({ kind: 'valley', day: low });
      heading = 'up';
      high = day;
    } else if (heading !== 'down' && curve[high]! - value >= least) {
      turns.push({ kind: 'peak', day: high });
      heading = 'down';
      low = day;
    }
  }
  if (heading === 'up') turns.push({ kind: 'peak', day: high });
  if (heading === 'down') turns.push({ kind: 'valley', day: low });
  return turns;
}
