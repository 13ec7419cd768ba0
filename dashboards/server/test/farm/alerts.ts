import { FieldlapseError, type AlertDecision, type AlertTransition, type Severity } from '@fieldlapse/contracts';
import type { AlertDesk } from '@fieldlapse/dashboards-server';
import { alertMigrations, alertReader, type AlertTables, type Stores } from '@fieldlapse/store';

const vi = { title: 'Nước quá mặn', what: 'Nước mặn {value} g/L.', todo: 'Đóng cống.' };
const en = { title: 'Too salty', what: 'The water holds {value} g/L of salt.', todo: 'Close the gate.' };
const rule = {
  ...{ kind: 'crop', severity: 'urgent', scope: 'sensor', unverified: true },
  ...{ source: { vi: 'Theo Zeng 2002', en: 'Zeng 2002' } },
  ...{ texts: { vi, en }, when: { all: [{ level: { of: 'airTempC', above: 30, clear: 28 } }] } },
};

/** The records of alerts, filled as the alert service would. */
export async function openAlertRecords({ records }: Stores) {
  const db = await records.openOwn<AlertTables>('alerts', alertMigrations);
  await db
    .insertInto('rules')
    .values({
      ...{ revision: 'r1', id: 'salt', origin: 'import', rule: JSON.stringify(rule), unit: 'g/L', level: 0.5 },
      ...{ since: 0, active: 1 },
    })
    .execute();
  return {
    async raise(alert: string, raisedAt: number, told: { severity?: Severity; site?: string } = {}): Promise<void> {
      const { severity = 'urgent', site = 'ruong-lua' } = told;
      const target = { site, sensor: 'tram-1' };
      await db
        .insertInto('alerts')
        .values({
          ...{ alert, history: alert, rule: 'salt', revision: 'r1', kind: 'crop', state: 'standing' },
          ...{ raisedAt, clearedAt: null, severity, worst: severity, value: 0.62, blindSince: null, changedSeq: 1 },
          ...{ ...target, plot: null, camera: null, device: null },
        })
        .execute();
      await this.say(alert, 'raised', { severity, at: raisedAt, target });
    },
    async clear(alert: string, clearedAt: number): Promise<void> {
      await db.updateTable('alerts').set({ state: 'cleared', clearedAt }).where('alert', '=', alert).execute();
      await this.say(alert, 'cleared', { at: clearedAt });
    },
    async say(alert: string, change: 'raised' | 'cleared', told: Partial<AlertTransition>): Promise<void> {
      const transition: AlertTransition = {
        ...{ id: `${alert}${change}`, rule: 'salt', revision: 'r1', kind: change, severity: 'urgent', value: 0.62 },
        ...{ target: { site: 'ruong-lua', sensor: 'tram-1' }, at: 0 },
        ...told,
      };
      const line = { alert, change, transition: JSON.stringify(transition), replaces: null };
      await db
        .insertInto('changes')
        .values({ ...line, recordedAt: transition.at })
        .execute();
    },
    reader: alertReader(db),
    close: () => db.destroy(),
  };
}

/** A desk with decisions and browsers in memory; its words are those of the rule. */
export function deskOf(now: () => number, known: (alert: string) => Severity | undefined = () => 'urgent') {
  const said: AlertDecision[] = [];
  const browsers = new Map<string, string>();
  const orders: unknown[] = [];
  const decide =
    (kind: AlertDecision['kind']) =>
    async (alert: string, words: { by: string; note?: string | undefined }, until: number | null = null) => {
      const severity = known(alert);
      if (!severity) throw new FieldlapseError('ALERT_MISSING', `no alert has the id ${alert}`);
      if (until !== null && until <= now()) throw new FieldlapseError('BAD_DECISION', 'a snooze ends after now');
      const decision = {
        ...{ id: `d${said.length}`, seq: said.length + 1, alert, kind, by: words.by, note: words.note ?? null },
        ...{ severity, at: now(), until },
      };
      said.push(decision);
      return decision;
    };
  const desk: AlertDesk = {
    decisions: {
      acknowledge: decide('acknowledged'),
      snooze: decide('snoozed'),
      unsnooze: decide('unsnoozed'),
      of: async (alert) => said.filter((one) => one.alert === alert),
      after: async (seq, limit) => said.filter((one) => one.seq > seq).slice(0, limit),
    },
    push: {
      publicKey: async () => 'BKey',
      async add(contact, { endpoint }) {
        if (contact !== 'tu') throw new FieldlapseError('CONTACT_MISSING', contact);
        browsers.set(endpoint, contact);
      },
      remove: async (endpoint) => void browsers.delete(endpoint),
    },
    contacts: [{ id: 'tu', name: 'Bà Tư' }],
    texts: ({ texts, target }, language) => ({
      ...texts[language],
      ...{ severity: 'x', place: target.sensor ?? '', site: target.site, when: '', blind: null },
    }),
    async testRules(order) {
      orders.push(order);
      return {
        ...{ ruleFaults: [], rules: [] },
        history: { site: order.site, timeZone: 'Asia/Ho_Chi_Minh', sensors: [], from: 0, to: 1, readings: 0 },
      };
    },
  };
  return { desk, said, browsers, orders };
}
