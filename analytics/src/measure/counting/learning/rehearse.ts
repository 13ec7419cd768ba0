import { chooseFinder } from './choose.ts';
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

/** Learns size, kind, finders and the free view from labelled pictures. */
export function learnAll(frames: readonly LabelledLook[], radiiPx: readonly number[], signal?: AbortSignal): Counter {
  return learnCounter(frames, radiiPx, chooseFinder(frames, radiiPx, signal));
}

/**
 * Leave one day out: everything, sizes and limits too, is learned without the day and tried on it; with more than five days, groups
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
    const sizes = counter.finders.map(({ radiusPx }) => radiiPx.indexOf(radiusPx));
    for (const [index, frame] of frames.entries()) {
      if (groups[index] !== held) continue;
      const { day, count, blocked, look } = frame;
      const candidates = sizes.map((size) => look.candidates[size]!);
      rehearsed.set(frame, { day, count, blocked, answer: countIn(counter, { ...look, candidates }) });
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
