import type { Severity } from '@fieldlapse/contracts';
import { siteClock, type SiteClock } from '../../rules/site-clock.ts';
import { isWorse, type Matter } from './matter.ts';
import { roleFor, type PlannedContact } from './settings.ts';

/** Those who are to hear of a matter at all: by role and farm, in order of their step. */
export function recipientsOf({ kind, target }: Matter, contacts: readonly PlannedContact[]): PlannedContact[] {
  const role = roleFor(kind);
  return contacts
    .filter(({ roles, sites }) => roles.includes(role) && (!sites || sites.includes(target.site)))
    .sort((a, b) => a.step - b.step);
}

const clocks = new Map<string, SiteClock>();

/** True where a contact may be disturbed by something that bad now. */
export function mayDisturb({ quiet, timeZone }: PlannedContact, severity: Severity | 'calm', now: number): boolean {
  if (!quiet) return true;
  if (severity !== 'calm' && !isWorse(quiet.unless, severity)) return true;
  let clock = clocks.get(timeZone);
  if (!clock) clocks.set(timeZone, (clock = siteClock(timeZone)));
  const minute = clock.minuteOf(now);
  const { fromMinute, toMinute } = quiet;
  const isQuiet =
    fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
  return !isQuiet;
}
