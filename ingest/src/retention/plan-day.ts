import type { FrameRow } from '@fieldlapse/store';
import { spreadBest } from './spread.ts';

/**
 * Why a picture of an older day stays: the film of the day is not encoded or out of step with its frames; a record
 * cites it; it belongs to an alarm; a film needs the picture itself; its time, and so its day, may yet be corrected; the film
 * does not show it; it is one of the day's best.
 */
export type StayReason =
  'film-not-current' | 'cited' | 'alert' | 'film' | 'uncertain-time' | 'not-in-film' | 'best-of-day';

/** What is known of a camera's local day. */
export interface DayFacts {
  /** Every frame of the day in time order, those whose picture is gone included. */
  readonly frames: readonly FrameRow[];
  /** Frames that the day's film shows; undefined where it is not encoded or not in step. */
  readonly shown: ReadonlySet<string> | undefined;
  /** Frames whose picture films need: the season's choice, what views are held against. */
  readonly needed: ReadonlySet<string>;
  readonly cited: ReadonlySet<string>;
}

/** What is to become of a day's pictures; those that are gone already are in neither. */
export interface DayPlan {
  readonly retire: readonly FrameRow[];
  readonly stay: readonly { readonly frame: FrameRow; readonly reason: StayReason }[];
}

/** Decides over the pictures of a day that is old enough. The same facts give the same plan. */
export function planDay({ frames, shown, needed, cited }: DayFacts, keepPerDay: number): DayPlan {
  const originals = frames.filter(({ originalDeletedAt }) => typeof originalDeletedAt !== 'number');
  const best = spreadBest(originals, frames, keepPerDay);
  const reasonOf = ({ f, alert, timeQuality }: FrameRow): StayReason | undefined => {
    if (!shown) return 'film-not-current';
    if (cited.has(f)) return 'cited';
    if (alert !== null) return 'alert';
    if (needed.has(f)) return 'film';
    if (timeQuality === 'uncertain') return 'uncertain-time';
    if (!shown.has(f)) return 'not-in-film';
    return best.has(f) ? 'best-of-day' : undefined;
  };
  const retire: FrameRow[] = [];
  const stay: { frame: FrameRow; reason: StayReason }[] = [];
  for (const frame of originals) {
    const reason = reasonOf(frame);
    if (reason === undefined) retire.push(frame);
    else stay.push({ frame, reason });
  }
  return { retire, stay };
}
