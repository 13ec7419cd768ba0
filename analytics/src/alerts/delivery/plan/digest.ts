import { truthOf, type Matter, type Waiting } from './matter.ts';
import type { Planned } from './planned.ts';
import { mayDisturb } from './recipients.ts';
import type { PlannedContact, PlanSettings } from './settings.ts';
import { lineOf, told } from './tell.ts';
import { isSnoozed, type Verdict } from './verdict.ts';

/**
 * The digest that is due for a contact: one message of all that waits, as it is now and not as it was when it began to wait.
 * `changed` are the matters that it touched; of some of them there may be nothing left to say.
 */
export function digestOf(
  matters: Iterable<Matter>,
  contact: PlannedContact,
  settings: PlanSettings,
  now: number,
): { readonly changed: readonly Matter[]; readonly planned: Planned | undefined } {
  const waiting = [...matters].flatMap((matter) => {
    const wait = matter.waiting[contact.id];
    return wait ? [{ matter, wait, found: standOf(matter, wait, contact.id, settings) }] : [];
  });
  if (!waiting.some(({ wait, found }) => isDue(wait, found, contact, settings, now)))
    return { changed: [], planned: undefined };
  const lines: Planned['lines'][number][] = [];
  const changed = waiting.map(({ matter, found }) => {
    if (!found) return without(matter, contact.id);
    const line = lineOf(matter, found.says, found.alert);
    lines.push(line);
    return told(matter, contact, line, now);
  });
  return { changed, planned: lines.length === 0 ? undefined : { contact: contact.id, kind: 'digest', lines } };
}

/** Only what would be told can wake a contact: of what is snoozed there is nothing to say, however bad it is. */
function isDue(
  { reason, since }: Waiting,
  found: Verdict | undefined,
  contact: PlannedContact,
  { gatherMs }: PlanSettings,
  now: number,
): boolean {
  const severity = reason === 'late' && found?.says === 'stands' ? found.alert.severity : 'calm';
  return mayDisturb(contact, severity, now) && (reason === 'quiet' || now - since >= gatherMs);
}

function standOf(matter: Matter, waiting: Waiting, contact: string, { tellEnd }: PlanSettings): Verdict | undefined {
  const truth = truthOf(matter);
  if (truth?.state === 'standing') return isSnoozed(matter, truth) ? undefined : { says: 'stands', alert: truth };
  const known = matter.known[contact];
  const of = matter.alerts.find(({ alert }) => alert === (known?.says === 'stands' ? known.alert : waiting.alert));
  if (!of) return undefined;
  if (of.state === 'withdrawn') return known?.says === 'stands' ? { says: 'withdrawn', alert: of } : undefined;
  if (!tellEnd) return undefined;
  if (known?.says === 'stands') return { says: 'ended', alert: truth ?? of };
  return waiting.reason === 'quiet' ? { says: 'passed', alert: of } : undefined;
}

function without(matter: Matter, contact: string): Matter {
  const { [contact]: _gone, ...waiting } = matter.waiting;
  return { ...matter, waiting };
}
