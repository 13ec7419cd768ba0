import { chooseUses } from './choose.ts';
import { countIn, learnCounter, type Counter, type LabelledLook, type NotCounted } from './counter.ts';

/** What a counter said of a labelled picture of a day that it had not seen. */
export interface Rehearsed {
  readonly day: string;
  /** What a person counted. */
  readonly count: number;
  /** What a person said. */
  readonly blocked: boolean;
  readonly answer: number | NotCounted;
}

/** Most groups of days: each is left out once. */
const mostGroups = 5;

/** Learns all there is to learn from labelled pictures. */
export function learnAll(frames: readonly LabelledLook[], radiiPx: readonly number[], signal?: AbortSignal): Counter {
  return learnCounter(frames, radiiPx, chooseUses(frames, radiiPx, signal));
}

/**
 * Leave one day out: everything, limits too, is learned without the day and tried on it; with more than five days, groups
 * of days that follow each other. Where all are of one day, every fifth picture is left out, which flatters.
 */
export function rehearse(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  signal?: AbortSignal,
): Rehearsed[] {
  const groups = groupsOf(frames);
  const rehearsed = new Map<LabelledLook, Rehearsed>();
  for (const held of new Set(groups)) {
    const rest = frames.filter((_, index) => groups[index] !== held);
    const counter = learnAll(rest, radiiPx, signal);
    for (const [index, frame] of frames.entries()) {
      if (groups[index] !== held) continue;
      const { day, count, blocked, look } = frame;
      rehearsed.set(frame, { day, count, blocked, answer: countIn(counter, look) });
    }
  }
  return frames.map((frame) => rehearsed.get(frame)!);
}

function groupsOf(frames: readonly LabelledLook[]): number[] {
  const days = [...new Set(frames.map(({ day }) => day))].sort();
  if (days.length === 1) return frames.map((_, index) => index % mostGroups);
  const groups = Math.min(mostGroups, days.length);
  return frames.map(({ day }) => Math.floor((days.indexOf(day) * groups) / days.length));
}
