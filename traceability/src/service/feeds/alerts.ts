import {
  localDayOf,
  timeZoneOf,
  type AlertChange,
  type AlertTarget,
  type AlertTransition,
  type SiteConfig,
} from '@fieldlapse/contracts';
import type { AlertReader, LotRow } from '@fieldlapse/store';
import { namespace, ruleAddress } from '../../lots/events/terms.ts';
import type { SeenFact } from '../../lots/facts/seen-facts.ts';
import type { Service } from '../service.ts';
import { cursorOf, moveCursor } from './cursors.ts';
import { publicNames } from './public-words.ts';
import { growingLots, growsOn, recordSeen, reviseSeen, withdrawSeen } from './record-seen.ts';

const batch = 500;

/** The address of an alert: what was done about it names it. */
export const alertAddress = (alert: string): string => `${namespace}alert/${encodeURIComponent(alert)}`;

/**
 * Records every edge of every alert on the lots that it is about, from the beginning of the feed. A revised edge corrects the one
 * that it replaces, a withdrawn one is declared not to have happened.
 */
export async function followAlerts(service: Service): Promise<void> {
  const reader = await service.alerts();
  if (!reader) return;
  for (const lot of await growingLots(service)) await followLot(service, reader, lot);
}

async function followLot(service: Service, reader: AlertReader, lot: LotRow): Promise<void> {
  const { db } = service.lots;
  for (let seq = await cursorOf(db, `alerts/${lot.id}`); !service.signal.aborted;) {
    const changes = await reader.changesAfter(seq, batch);
    if (changes.length === 0) return;
    for (const change of changes) {
      seq = change.seq;
      if (!isAbout(service, lot, change.transition)) continue;
      await recordChange(service, reader, lot, change);
      // One by one: an edge that was told again after the one that took it back would stand again.
      await moveCursor(db, `alerts/${lot.id}`, seq);
    }
    await moveCursor(db, `alerts/${lot.id}`, seq);
  }
}

/** Whether what happens to a target at a time, UTC ms, is a matter of a lot. */
export function isAbout(
  service: Service,
  lot: LotRow,
  { target, at }: Pick<AlertTransition, 'target' | 'at'>,
): boolean {
  const sites = service.sites();
  if (target.site !== lot.site || !growsOn(service, lot, localDayOf(at, timeZoneOf(sites, lot.site)))) return false;
  const plot = plotOf(sites, target);
  // Trouble of a device that stands on no plot is no matter of a lot; that of a whole farm is one of all its lots.
  return plot === undefined ? target.device === undefined && target.sensor === undefined : plot === lot.plot;
}

async function recordChange(service: Service, reader: AlertReader, lot: LotRow, change: AlertChange): Promise<void> {
  const { transition, replaces } = change;
  const is = sourceOf(transition.id);
  if (change.change === 'withdrawn') await withdrawSeen(service, lot, is);
  else if (replaces === undefined) await recordSeen(service, lot, is, await factOf(service, reader, change));
  else await reviseSeen(service, lot, { was: sourceOf(replaces), is }, await factOf(service, reader, change));
}

const sourceOf = (transition: string): string => `alert/${transition}`;

async function factOf(service: Service, reader: AlertReader, { alert, transition }: AlertChange): Promise<SeenFact> {
  const { rule, revision, target, kind, severity, at, value } = transition;
  const stored = await reader.alert(alert);
  const { unit = '', level = null } = stored?.rules ?? {};
  const names = stored && (await publicNames(service, stored.rules));
  return {
    kind: 'alert',
    at,
    alert: alertAddress(alert),
    rule: ruleAddress(`${rule}@${revision}`),
    ...(names && { names }),
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
