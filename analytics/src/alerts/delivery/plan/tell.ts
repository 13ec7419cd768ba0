import type { AlertNow, Known, Matter } from './matter.ts';
import { isOver } from './verdict.ts';
import type { PlannedLine, Saying } from './planned.ts';
import type { PlanSettings } from './settings.ts';

/** The line that says so of an alert. */
export function lineOf(matter: Matter, says: Saying, alert: AlertNow): PlannedLine {
  const { severity, raisedAt, clearedAt } = alert;
  const { key, seq, raisedSince } = matter;
  return { matter: key, says, alert: alert.alert, seq, severity, raisedAt, clearedAt, raisedSince };
}

const endings: ReadonlySet<Saying> = new Set(['ended', 'withdrawn', 'passed']);

/** The matter after a contact was told a line of it. */
export function told(
  matter: Matter,
  contact: { readonly id: string; readonly step: number },
  line: PlannedLine,
  now: number,
): Matter {
  const before = matter.known[contact.id];
  const ended = endings.has(line.says);
  const { alert, severity, raisedAt, seq } = line;
  const known: Known = {
    ...{ alert, severity, raisedAt, seq, at: now, says: ended ? 'ended' : 'stands' },
    endAt: ended ? now : (before?.endAt ?? 0),
  };
  const { [contact.id]: _told, ...waiting } = matter.waiting;
  const isNew = !ended && (!matter.trouble || line.says === 'worse');
  const trouble = isNew ? { at: now, reminders: 0, step: matter.trouble?.step ?? contact.step } : matter.trouble;
  return { ...matter, waiting, trouble, known: { ...matter.known, [contact.id]: known }, raisedSince: 0 };
}

const keepMs = 7 * 86_400_000;

/** The matter without what nobody needs any more; undefined where nothing is left. */
export function pruned(matter: Matter, settings: PlanSettings, now: number): Matter | undefined {
  const isOld = ({ says, at }: Known) => now - at >= (says === 'ended' ? settings.repeatAfterMs : keepMs);
  const known = Object.values(matter.known);
  const inUse = new Set([...known, ...Object.values(matter.waiting)].map(({ alert }) => alert));
  const isQuiet = isOver(matter, settings, now) && Object.keys(matter.waiting).length === 0 && !matter.snoozed;
  if (isQuiet && known.every(isOld)) return undefined;
  const last = matter.alerts.at(-1);
  const alerts = matter.alerts.filter((one) => one === last || one.state === 'standing' || inUse.has(one.alert));
  return alerts.length === matter.alerts.length ? matter : { ...matter, alerts };
}
