import { daysBetween, localDayOf, type FilmGap } from '@fieldlapse/contracts';

/** Times in UTC ms, each list in order. */
export interface Captures {
  readonly frames: readonly number[];
  /** Frames that the edge dropped under its policy. */
  readonly thinned: readonly number[];
}

/** Expected captures that neither a frame nor a thinned one answers, joined where no frame lies between. */
export function scheduledGaps({ frames, thinned }: Captures, slots: readonly number[]): FilmGap[] {
  const gaps: FilmGap[] = [];
  const frameAt = nearby(frames);
  const thinnedAt = nearby(thinned);
  const nextFrame = after(frames);
  for (const [index, slot] of slots.entries()) {
    const slackMs = slackOf(slots, index);
    if (frameAt(slot - slackMs, slot + slackMs)) continue;
    const reason = thinnedAt(slot - slackMs, slot + slackMs) ? 'thinned' : 'missing';
    const next = nextFrame(slot);
    const edges = { from: frames[next - 1] ?? null, to: frames[next] ?? null };
    const last = gaps.at(-1);
    if (last && last.from === edges.from && last.to === edges.to && last.reason === reason) {
      gaps[gaps.length - 1] = { ...last, missingFrames: (last.missingFrames ?? 0) + 1 };
    } else gaps.push({ ...edges, missingFrames: 1, reason });
  }
  return gaps;
}

/** Without a schedule only whole days without a frame, and thinned frames, are known to be missing. */
export function unscheduledGaps({ frames, thinned }: Captures, timeZone: string): FilmGap[] {
  const gaps: FilmGap[] = [];
  let thinnedIndex = 0;
  for (let index = 0; index <= frames.length; index += 1) {
    const from = frames[index - 1] ?? null;
    const to = frames[index] ?? null;
    const before = thinnedIndex;
    while (thinnedIndex < thinned.length && (thinned[thinnedIndex] ?? 0) < (to ?? Infinity)) thinnedIndex += 1;
    if (thinnedIndex > before) gaps.push({ from, to, missingFrames: thinnedIndex - before, reason: 'thinned' });
    else if (from !== null && to !== null && daysBetween(localDayOf(from, timeZone), localDayOf(to, timeZone)) > 1) {
      gaps.push({ from, to, missingFrames: null, reason: 'missing' });
    }
  }
  return gaps;
}

/** A capture answers a slot within half the way to the nearer neighbour: cameras are late, never by a whole interval. */
function slackOf(slots: readonly number[], index: number): number {
  const slot = slots[index] ?? 0;
  const toPrevious = slot - (slots[index - 1] ?? -Infinity);
  const toNext = (slots[index + 1] ?? Infinity) - slot;
  return Math.min(toPrevious, toNext, 24 * 3_600_000) / 2;
}

/** Asks, for windows that move forward, whether a time lies in `[from, to)`. */
function nearby(times: readonly number[]): (from: number, to: number) => boolean {
  let index = 0;
  return (from, to) => {
    while (index < times.length && (times[index] ?? 0) < from) index += 1;
    const time = times[index];
    return time !== undefined && time < to;
  };
}

/** For times that move forward: the index of the first one behind. */
function after(times: readonly number[]): (time: number) => number {
  let index = 0;
  return (time) => {
    while (index < times.length && (times[index] ?? 0) <= time) index += 1;
    return index;
  };
}
