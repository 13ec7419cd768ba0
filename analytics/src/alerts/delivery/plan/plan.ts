import { digestOf } from './digest.ts';
import type { Matter } from './matter.ts';
import type { Planned, PlannedLine } from './planned.ts';
import { reconcile } from './reconcile.ts';
import type { PlannedContact, PlanSettings } from './settings.ts';
import { pruned } from './tell.ts';

/** More lines than these for one contact at once are one message. */
const linesApart = 2;

/**
 * What is to be sent at `now`, and how each matter stands after that; a matter that nobody needs any more is not among them. Pure:
 * the same matters, contacts, settings and time make the same plan.
 */
export function plan(
  matters: ReadonlyMap<string, Matter>,
  contacts: readonly PlannedContact[],
  settings: PlanSettings,
  now: number,
): { readonly matters: ReadonlyMap<string, Matter>; readonly planned: readonly Planned[] } {
  const after = new Map(matters);
  const lines = new Map<string, PlannedLine[]>();
  for (const [key, matter] of matters) {
    const reconciled = reconcile(matter, contacts, settings, now);
    after.set(key, reconciled.matter);
    for (const { contact, line } of reconciled.lines) lines.set(contact, [...(lines.get(contact) ?? []), line]);
  }
  const planned: Planned[] = [];
  for (const contact of contacts) {
    const digest = digestOf(after.values(), contact, settings, now);
    for (const matter of digest.changed) after.set(matter.key, matter);
    planned.push(...together(contact.id, lines.get(contact.id) ?? [], digest.planned));
  }
  for (const [key, matter] of after) {
    const left = pruned(matter, settings, now);
    if (left) after.set(key, left);
    else after.delete(key);
  }
  return { matters: after, planned };
}

/** One message for each line, or one for all where there are many. */
function together(contact: string, lines: readonly PlannedLine[], digest: Planned | undefined): Planned[] {
  if (lines.length <= linesApart) {
    const alone = lines.map((line): Planned => ({ contact, kind: 'message', lines: [line] }));
    return digest ? [...alone, digest] : alone;
  }
  return [{ contact, kind: 'digest', lines: [...lines, ...(digest?.lines ?? [])] }];
}
