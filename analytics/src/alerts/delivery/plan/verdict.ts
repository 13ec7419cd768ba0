import { isWorse, truthOf, type AlertNow, type Known, type Matter } from './matter.ts';
import type { Saying } from './planned.ts';
import type { PlannedContact, PlanSettings } from './settings.ts';

/** What is to be said, and of which alert. */
export interface Verdict {
  readonly says: Saying;
  readonly alert: AlertNow;
}

/** A raise that moved by less than this is the same to people. */
const sameTimeMs = 3_600_000;

/** True where nothing of a matter stands, and has not for long enough. */
export function isOver(matter: Matter, { endAfterMs }: PlanSettings, now: number): boolean {
  const truth = truthOf(matter);
  if (!truth) return true;
  return truth.state === 'cleared' && now - (truth.clearedAt ?? 0) >= endAfterMs;
}

/** True while nobody wants to hear of it. */
export function isSnoozed({ snoozed }: Matter, { severity }: AlertNow): boolean {
  return snoozed !== null && !isWorse(severity, snoozed.severity);
}

/** True where somebody takes care of it as bad as it is. */
export function isAcknowledged({ acknowledged }: Matter, { severity }: AlertNow): boolean {
  return acknowledged !== null && !isWorse(severity, acknowledged.severity);
}

/** What a contact would have to be told to know what is so; undefined where nothing. */
export function verdict(
  matter: Matter,
  contact: PlannedContact,
  settings: PlanSettings,
  now: number,
): Verdict | undefined {
  const truth = truthOf(matter);
  const known = matter.known[contact.id];
  if (truth?.state === 'standing') {
    const says = ofStanding(matter, truth, known, contact, settings, now);
    return says && { says, alert: truth };
  }
  if (known?.says !== 'stands') return undefined;
  const of = matter.alerts.find(({ alert }) => alert === known.alert);
  if (of?.state === 'withdrawn') return { says: 'withdrawn', alert: of };
  const isTime = isOver(matter, settings, now) && now - known.endAt >= settings.repeatAfterMs;
  return truth && settings.tellEnd && isTime ? { says: 'ended', alert: truth } : undefined;
}

function ofStanding(
  matter: Matter,
  truth: AlertNow,
  known: Known | undefined,
  { least }: PlannedContact,
  { tellEnd, repeatAfterMs, endAfterMs }: PlanSettings,
  now: number,
): Saying | undefined {
  if (isSnoozed(matter, truth)) return undefined;
  if (!known || known.says === 'ended') return isWorse(least, truth.severity) ? undefined : 'new';
  if (isWorse(truth.severity, known.severity)) return isWorse(least, truth.severity) ? undefined : 'worse';
  if (known.alert !== truth.alert) {
    // He thinks that it stands, and it does: that it was gone for a while is no news, until it goes on for too long.
    const isNews = now - known.at >= repeatAfterMs && !isAcknowledged(matter, truth);
    return isNews && !isWorse(least, truth.severity) ? 'new' : undefined;
  }
  if (isWorse(known.severity, truth.severity)) return tellEnd && now - known.at >= endAfterMs ? 'better' : undefined;
  return Math.abs(truth.raisedAt - known.raisedAt) >= sameTimeMs ? 'revised' : undefined;
}
