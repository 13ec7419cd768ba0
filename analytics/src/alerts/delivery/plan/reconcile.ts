import { isWorse, truthOf, type Matter, type Waiting } from './matter.ts';
import type { PlannedLine, Saying } from './planned.ts';
import { mayDisturb, recipientsOf } from './recipients.ts';
import type { PlannedContact, PlanSettings } from './settings.ts';
import { lineOf, told } from './tell.ts';
import { isAcknowledged, isOver, isSnoozed, verdict, type Verdict } from './verdict.ts';

/** What came of looking at one matter. */
interface Reconciled {
  readonly matter: Matter;
  readonly lines: readonly { readonly contact: string; readonly line: PlannedLine }[];
}

const calming: ReadonlySet<Saying> = new Set(['better', 'ended', 'revised', 'withdrawn']);

/**
 * Brings what contacts know of a matter to what is so at `now`: lines to tell at once, and what waits for a digest. Doing it again
 * at the same time, or after a crash, tells nothing twice: what was told is part of the matter.
 */
export function reconcile(
  before: Matter,
  contacts: readonly PlannedContact[],
  settings: PlanSettings,
  now: number,
): Reconciled {
  let matter = escalated(settled(before, settings, now), contacts, settings, now);
  const lines: { contact: string; line: PlannedLine }[] = [];
  const recipients = concerned(matter, contacts);
  const first = recipients[0]?.step ?? 1;
  for (const contact of recipients) {
    if (contact.step > (matter.trouble?.step ?? first) && matter.known[contact.id]?.says !== 'stands') continue;
    const found = verdict(matter, contact, settings, now);
    if (!found) continue;
    const says = found.says === 'new' && contact.step > first ? 'escalated' : found.says;
    const wait = whyWait(matter, contact, { ...found, says }, settings, now);
    if (wait) matter = waits(matter, contact.id, wait);
    else {
      const line = lineOf(matter, says, found.alert);
      lines.push({ contact: contact.id, line });
      matter = told(matter, contact, line, now);
    }
  }
  return remind({ matter, lines }, recipients, settings, now);
}

/** Those to whom it matters now, and those who were told of it before. */
function concerned(matter: Matter, contacts: readonly PlannedContact[]): PlannedContact[] {
  const severity = truthOf(matter)?.severity;
  return recipientsOf(matter, contacts).filter(
    ({ id, least }) => matter.known[id] !== undefined || (severity !== undefined && !isWorse(least, severity)),
  );
}

/** Ends what has run its time: a snooze, and the trouble with its acknowledgement once it is over. */
function settled(matter: Matter, settings: PlanSettings, now: number): Matter {
  const awake = matter.snoozed && matter.snoozed.until <= now ? { ...matter, snoozed: null } : matter;
  const isDone = (awake.trouble ?? awake.acknowledged) !== null && isOver(awake, settings, now);
  return isDone ? { ...awake, trouble: null, acknowledged: null } : awake;
}

/** True while a matter that was told asks for somebody to take care of it. */
function asksForCare(matter: Matter): boolean {
  const truth = truthOf(matter);
  if (!matter.trouble || truth?.state !== 'standing') return false;
  return !isSnoozed(matter, truth) && !isAcknowledged(matter, truth);
}

/** The next contacts' turn, where nobody took care of it. */
function escalated(
  matter: Matter,
  contacts: readonly PlannedContact[],
  { escalateFrom, escalateAfterMs }: PlanSettings,
  now: number,
): Matter {
  const { trouble } = matter;
  const severity = truthOf(matter)?.severity;
  if (!trouble || !severity || !asksForCare(matter) || isWorse(escalateFrom, severity)) return matter;
  const steps = [...new Set(concerned(matter, contacts).map(({ step }) => step))];
  const turns = Math.floor((now - trouble.at) / escalateAfterMs);
  const step = steps[Math.min(turns, steps.length - 1)] ?? trouble.step;
  return step > trouble.step ? { ...matter, trouble: { ...trouble, step } } : matter;
}

/** Why a line is not told at once; undefined where it is. */
function whyWait(
  matter: Matter,
  contact: PlannedContact,
  { says, alert }: Verdict,
  { lateAfterMs }: PlanSettings,
  now: number,
): Waiting | undefined {
  const waiting = matter.waiting[contact.id];
  const isCalming = calming.has(says);
  const disturbs = mayDisturb(contact, isCalming ? 'calm' : alert.severity, now);
  // What waits goes into the digest, unless it has become so bad that the contact is to be woken.
  if (waiting && !(waiting.reason === 'quiet' && disturbs && !mayDisturb(contact, 'calm', now))) return waiting;
  const isNews = says === 'worse' || (says === 'new' && matter.known[contact.id]?.says !== 'stands');
  if (isNews && now - alert.changedAt >= lateAfterMs) return { reason: 'late', alert: alert.alert, since: now };
  return disturbs ? undefined : { reason: 'quiet', alert: alert.alert, since: now };
}

function waits(matter: Matter, contact: string, waiting: Waiting): Matter {
  if (matter.waiting[contact] === waiting) return matter;
  return { ...matter, waiting: { ...matter.waiting, [contact]: waiting } };
}

/** Reminds those who know of it, at the ages that are set; of several that were missed once. */
function remind(
  { matter: before, lines }: Reconciled,
  recipients: readonly PlannedContact[],
  { remindAfterMs }: PlanSettings,
  now: number,
): Reconciled {
  const { trouble } = before;
  const truth = truthOf(before);
  if (!trouble || !truth || !asksForCare(before)) return { matter: before, lines };
  const due = remindAfterMs.filter((age) => now - trouble.at >= age).length;
  if (due <= trouble.reminders) return { matter: before, lines };
  let matter: Matter = { ...before, trouble: { ...trouble, reminders: due } };
  const reminders: { contact: string; line: PlannedLine }[] = [];
  for (const contact of recipients) {
    const knows = matter.known[contact.id]?.says === 'stands' && !matter.waiting[contact.id];
    if (!knows || lines.some((told) => told.contact === contact.id)) continue;
    if (mayDisturb(contact, truth.severity, now)) {
      const line = lineOf(matter, 'reminder', truth);
      reminders.push({ contact: contact.id, line });
      matter = told(matter, contact, line, now);
    } else matter = waits(matter, contact.id, { reason: 'quiet', alert: truth.alert, since: now });
  }
  return { matter, lines: [...lines, ...reminders] };
}
