import type { FrameRow } from '@fieldlapse/store';

/**
 * At most `count` of the frames: the best of each of so many equal parts of the day from its first capture to its last,
 * and for parts that have none those farthest from the rest. `day` are all captures of the day, in time order, those whose picture
 * is gone included, so that asking again of what was kept chooses the same.
 */
export function spreadBest(frames: readonly FrameRow[], day: readonly FrameRow[], count: number): Set<string> {
  const first = day.at(0)?.observedAt ?? 0;
  const partMs = ((day.at(-1)?.observedAt ?? 0) - first) / count || 1;
  const partOf = ({ observedAt }: FrameRow): number => Math.min(count - 1, Math.floor((observedAt - first) / partMs));
  const chosen: FrameRow[] = [];
  for (const [part, candidates] of Map.groupBy(frames, partOf)) {
    const middle = first + (part + 0.5) * partMs;
    const [best] = candidates.toSorted((a, b) => compare(a, b) || near(a, middle) - near(b, middle) || byId(a, b));
    if (best && chosen.length < count) chosen.push(best);
  }
  while (chosen.length < Math.min(count, frames.length)) {
    const distance = (frame: FrameRow): number => Math.min(...chosen.map(({ observedAt }) => near(frame, observedAt)));
    const left = frames.filter((frame) => !chosen.includes(frame));
    const [farthest] = left.toSorted((a, b) => distance(b) - distance(a) || byId(a, b));
    if (!farthest) break;
    chosen.push(farthest);
  }
  return new Set(chosen.map(({ f }) => f));
}

const near = ({ observedAt }: FrameRow, time: number): number => Math.abs(observedAt - time);
const byId = (a: FrameRow, b: FrameRow): number => (a.f < b.f ? -1 : Number(a.f > b.f));

/** The one with fewer faults first, then the sharper one, as the edge's quality gate measured them. */
function compare(a: FrameRow, b: FrameRow): number {
  const [left, right] = [qualityOf(a), qualityOf(b)];
  return left.faults - right.faults || right.sharpness - left.sharpness;
}

function qualityOf({ quality }: FrameRow): { faults: number; sharpness: number } {
  const { flags = [], sharpness = 0 } = (quality === null ? {} : JSON.parse(quality)) as {
    flags?: string[];
    sharpness?: number;
  };
  return { faults: flags.length, sharpness };
}
