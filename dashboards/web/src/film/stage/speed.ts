import type { TimelineAnswer } from '@fieldlapse/dashboards-server';

type Film = Pick<TimelineAnswer, 'kind' | 'fps' | 'days'>;

/** How fast a film may play: a season in days of the farm per second, others against their own pace. */
export interface Speeds {
  readonly perSecond: 'days' | 'times';
  readonly options: readonly number[];
  /** The one that it begins with. */
  readonly first: number;
}

const seasonDaysPerSec = [3, 6, 12, 24, 48];
/** A season is shown in no less than about so many seconds. */
const seasonSec = 8;

/** Speeds of a film; a short season begins slowly, a long one faster. */
export function speedsOf({ kind, days }: Film): Speeds {
  if (kind !== 'season') return { perSecond: 'times', options: [0.5, 1, 2, 4], first: 1 };
  return { perSecond: 'days', options: seasonDaysPerSec, first: seasonSpeed(days.length) };
}

/** Days per second that suit a season of so many days. */
export function seasonSpeed(days: number): number {
  return seasonDaysPerSec.findLast((option) => option <= days / seasonSec) ?? 3;
}

/** Playback rate of a video for a speed of {@link speedsOf}; a season film has a picture a day. */
export function rateOf({ kind, fps }: Pick<Film, 'kind' | 'fps'>, speed: number): number {
  return kind === 'season' ? speed / fps : speed;
}
