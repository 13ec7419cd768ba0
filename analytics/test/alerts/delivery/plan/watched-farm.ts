import type { AlertDecision, AlertKind, Severity } from '@fieldlapse/contracts';
import { decided, heard, type AlertNow, type Matter } from '../../../../src/alerts/delivery/plan/matter.ts';
import { plan } from '../../../../src/alerts/delivery/plan/plan.ts';
import type { Planned } from '../../../../src/alerts/delivery/plan/planned.ts';
import type { PlannedContact, PlanSettings } from '../../../../src/alerts/delivery/plan/settings.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
/** 10:00 in Việt Nam. */
export const morning = Date.parse('2026-11-20T03:00:00Z');

export const settings: PlanSettings = {
  lateAfterMs: 2 * hourMs,
  gatherMs: 10 * minuteMs,
  repeatAfterMs: 6 * hourMs,
  endAfterMs: hourMs,
  tellEnd: true,
  remindAfterMs: [hourMs, 4 * hourMs],
  escalateAfterMs: 30 * minuteMs,
  escalateFrom: 'warning',
};

export const farmer: PlannedContact = {
  ...{ id: 'tu', roles: ['farmer'], step: 1, least: 'notice', timeZone: 'Asia/Ho_Chi_Minh' },
  quiet: { fromMinute: 21 * 60, toMinute: 5 * 60, unless: 'urgent' },
};
export const son: PlannedContact = { ...farmer, id: 'nam', step: 2, quiet: undefined };
export const technician: PlannedContact = { ...farmer, id: 'ky-thuat', roles: ['technician'], quiet: undefined };

export interface WatchedFarm {
  now: number;
  /** What was sent, with when. */
  readonly sent: (Planned & { readonly at: number })[];
  matters(): ReadonlyMap<string, Matter>;
  /** An alert as the history says now; `age` is how old its newest transition is. */
  says(rule: string, alert: string, state: AlertNow['state'], severity?: Severity, ageMs?: number): void;
  decides(alert: string, kind: AlertDecision['kind'], until?: number): void;
  /** Lets time pass, looking every minute. */
  pass(ms: number): void;
  /** As "contact: says, says", oldest first. */
  story(): string[];
  /** Everything in memory is lost, but for what was stored. */
  restart(): void;
}

export function watchedFarm(
  contacts: readonly PlannedContact[] = [farmer],
  chosen: PlanSettings = settings,
  kind: AlertKind = 'crop',
): WatchedFarm {
  let matters: ReadonlyMap<string, Matter> = new Map();
  let seq = 0;
  const alerts = new Map<string, AlertNow>();
  const look = (farm: WatchedFarm) => {
    const next = plan(matters, contacts, chosen, farm.now);
    matters = next.matters;
    farm.sent.push(...next.planned.map((planned) => ({ ...planned, at: farm.now })));
  };
  const change = (of: (alert: string) => boolean, next: (matter: Matter) => Matter) => {
    const found = [...matters.values()].find(({ alerts: known }) => known.some(({ alert }) => of(alert)));
    if (found) matters = new Map([...matters, [found.key, next(found)]]);
  };
  return {
    now: morning,
    sent: [],
    matters: () => matters,
    says(rule, alert, state, severity = 'warning', ageMs = 0) {
      const before = alerts.get(alert);
      const at = this.now - ageMs;
      const now: AlertNow = {
        ...{
          alert,
          rule,
          kind,
          state,
          severity,
          target: { site: 'farm', sensor: 's1' },
          changedAt: at,
          seq: (seq += 1),
        },
        raisedAt: before?.raisedAt ?? at,
        clearedAt: state === 'cleared' ? at : null,
      };
      alerts.set(alert, now);
      const key = [rule, 'farm', '', 's1', '', ''].join('|');
      matters = new Map([...matters, [key, heard(matters.get(key), now)]]);
      look(this);
    },
    decides(alert, kind, until) {
      const severity = alerts.get(alert)?.severity ?? 'notice';
      const decision = {
        id: '',
        seq: 0,
        alert,
        kind,
        by: 'tu',
        note: null,
        severity,
        at: this.now,
        until: until ?? null,
      };
      change(
        (id) => id === alert,
        (matter) => decided(matter, decision),
      );
      look(this);
    },
    pass(ms) {
      const end = this.now + ms;
      while (this.now < end) {
        this.now = Math.min(end, this.now + minuteMs);
        look(this);
      }
    },
    story() {
      return this.sent.map(({ contact, lines }) => `${contact}: ${lines.map(({ says }) => says).join(', ')}`);
    },
    restart() {
      matters = new Map(JSON.parse(JSON.stringify([...matters])) as [string, Matter][]);
    },
  };
}
