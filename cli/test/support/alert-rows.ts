import type { AlertTransition } from '@fieldlapse/contracts';
import { alertMigrations, type AlertTables, type Stores } from '@fieldlapse/store';

const vi = { title: 'Nước quá mặn', what: 'Nước tại {place} mặn {value} {unit}.', todo: 'Đóng cống.' };
const en = { title: 'Too salty', what: 'The water at {place} holds {value} {unit}.', todo: 'Close the gate.' };

/** The records of alerts, open as the service that raises them has them. */
export function openAlertRecords({ records }: Stores) {
  return records.openOwn<AlertTables>('alerts', alertMigrations);
}

export type AlertRecords = Awaited<ReturnType<typeof openAlertRecords>>;

/** Writes an alert that stands, with its rule and its line in the feed. */
export async function raiseAlert(db: AlertRecords, alert: string, raisedAt: number, sensor = 'cong'): Promise<void> {
  const rule = {
    ...{ id: 'salt', kind: 'crop', severity: 'urgent', scope: 'sensor', source: 'test', unverified: false },
    texts: { vi, en },
  };
  await db
    .insertInto('rules')
    .values({
      ...{ revision: 'r1', id: 'salt', origin: 'import', rule: JSON.stringify(rule), unit: 'g/L', level: 0.5 },
      ...{ since: 0, active: 1 as const },
    })
    .onConflict((on) => on.doNothing())
    .execute();
  const target = { site: 'farm', sensor };
  await db
    .insertInto('alerts')
    .values({
      ...{
        alert,
        history: 'h',
        rule: 'salt',
        revision: 'r1',
        kind: 'crop',
        state: 'standing',
        raisedAt,
        clearedAt: null,
      },
      ...{ severity: 'urgent', worst: 'urgent', value: 0.62, blindSince: null, changedSeq: 1 },
      ...{ ...target, plot: null, camera: null, device: null },
    })
    .execute();
  const transition: AlertTransition = {
    ...{
      id: alert,
      rule: 'salt',
      revision: 'r1',
      target,
      kind: 'raised',
      severity: 'urgent',
      at: raisedAt,
      value: 0.62,
    },
  };
  const line = { alert, change: 'raised' as const, transition: JSON.stringify(transition), replaces: null };
  await db
    .insertInto('changes')
    .values({ ...line, recordedAt: raisedAt })
    .execute();
}
