import { Cron } from 'croner';
import { getPosition } from 'suncalc';
import type { CaptureSchedule } from '../config.ts';

/** Where and in whose time a schedule runs. */
export interface Place {
  readonly timeZone: string;
  /** Degrees; both are needed for a window of sun elevation. */
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** Times of capture, computed from whatever clock the caller has; no timer of its own. */
export interface Schedule {
  /** The first capture strictly after `utcMs`, or undefined where none lies within about a year. */
  next(utcMs: number): number | undefined;
}

const longestSearch = 60_000; // ticks: 40 days at one a minute, 1.7 years at one in 15 minutes

export function scheduleOf(settings: CaptureSchedule, place: Place): Schedule {
  const plain = typeof settings === 'string' ? { cron: settings } : settings;
  const tick = plain.cron === undefined ? everyTick(plain.every ?? 0) : cronTick(plain.cron, place.timeZone);
  const inWindow = sunWindow(plain, place);
  return {
    next(utcMs) {
      let at = tick(utcMs);
      for (let count = 0; at !== undefined && count < longestSearch; count += 1) {
        if (inWindow(at)) return at;
        at = tick(at);
      }
      return undefined;
    },
  };
}

/** What is wrong with a cron pattern, or undefined. */
export function cronProblem(pattern: string): string | undefined {
  try {
    new Cron(pattern, { paused: true });
    return undefined;
  } catch (error) {
    return `not a cron pattern: ${(error as Error).message}`;
  }
}

type Tick = (utcMs: number) => number | undefined;

/** Multiples of the interval since 1970: every node of a farm captures at the same moments. */
function everyTick(everyMs: number): Tick {
  return (utcMs) => (Math.floor(utcMs / everyMs) + 1) * everyMs;
}

function cronTick(pattern: string, timezone: string): Tick {
  const cron = new Cron(pattern, { timezone, paused: true });
  return (utcMs) => cron.nextRun(new Date(utcMs))?.getTime();
}

function sunWindow(
  window: { sunAbove?: number | undefined; sunBelow?: number | undefined },
  place: Place,
): (utcMs: number) => boolean {
  const { sunAbove = -90, sunBelow = 90 } = window;
  const { latitude, longitude } = place;
  if ((sunAbove <= -90 && sunBelow >= 90) || latitude === undefined || longitude === undefined) return () => true;
  return (utcMs) => {
    const { altitude } = getPosition(new Date(utcMs), latitude, longitude);
    return altitude >= sunAbove && altitude <= sunBelow;
  };
}
