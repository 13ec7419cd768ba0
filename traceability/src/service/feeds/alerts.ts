import { localDayOf, timeZoneOf, type AlertChange, type AlertTarget, type SiteConfig } from '@fieldlapse/contracts';
import type { AlertReader } from '@fieldlapse/store';
import { namespace, ruleAddress } from '../../lots/events/terms.ts';
import type { SeenFact } from '../../lots/facts/seen-facts.ts';
import type { Service } from '../service.ts';
import { cursorOf, moveCursor } from './cursors.ts';
import { growingOn, recordSeen, reviseSeen, withdrawSeen } from './record-seen.ts';

const batch = 500;

/** The address of an alert: what was done about it names it. */
export const alertAddress = (alert: string): string => `${namespace}alert/${encodeURIComponent(alert)}`;

/**
 * Records every edge of every alert on the lots that it is about. A revised edge corrects the one that it replaces, a withdrawn one is
 * declared not to have happened.
 */
export async function followAlerts(service: Service): Promise<void> {
  const reader = await service.alerts();
  if (!reader) return;
  const { db } = service.lots;
  for (let seq = await cursorOf(db, 'alerts'); !service.signal.aborted;) {
    const changes = await reader.changesAfter(seq, batch);
    if (changes.length === 0) return;
    for (const change of changes) {
      await recordChange(service, reader, change);
      seq = change.seq;
      await moveCursor(db, 'alerts', seq);
    }
  }
}

async function recordChange(service: Service, reader: AlertReader, change: AlertChange): Promise<void> {
  const { transition, replaces } = change;
  const { target, at } = transition;
  const day = localDayOf(at, timeZoneOf(service.sites(), target.site));
  const plot = plotOf(service.sites(), target);
  // Trouble of a device that stands on no plot is no matter of a lot.
  if (plot === undefined && (target.device !== undefined || target.sensor !== undefined)) return;
  for (const lot of await growingOn(service, target.site, day, plot)) {
    const is = sourceOf(transition.id);
    if (change.change === 'withdrawn') await withdrawSeen(service, lot, is);
    else if (replaces === undefined) await recordSeen(service, lot, is, await factOf(reader, change));
    else await reviseSeen(service, lot, { was: sourceOf(replaces), is }, await factOf(reader, change));
  }
}

const sourceOf = (transition: string): string => `alert/${transition}`;

async function factOf(reader: AlertReader, { alert, transition }: AlertChange): Promise<SeenFact> {
  const { rule, revision, target, kind, severity, at, value } = transition;
  const stored = await reader.alert(alert);
  const { unit = '', level = null } = stored?.rules ?? {};
  return {
    kind: 'alert',
    at,
    alert: alertAddress(alert),
    rule: ruleAddress(`${rule}@${revision}`),
    state: kind,
    severity,
    equipment: stored?.kind === 'equipment',
    ...(target.sensor !== undefined && { sensor: target.sensor }),
    ...(value !== null && { value }),
    ...(level !== null && { threshold: level }),
    ...(unit !== '' && { unit }),
  };
}

/** The plot that a target is on: its own, or that of its sensor or camera. */
function plotOf(sites: readonly SiteConfig[], { site, plot, sensor, camera }: AlertTarget): string | undefined {
  const config = sites.find(({ id }) => id === site);
  if (plot !== undefined) return plot;
  if (sensor !== undefined) return config?.sensors.find(({ name }) => name === sensor)?.plot;
  return camera === undefined ? undefined : config?.cameras.find(({ name }) => name === camera)?.plot;
}
