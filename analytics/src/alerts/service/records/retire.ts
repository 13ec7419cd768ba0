import { sha256Hex, type AlertChange, type AlertTransition } from '@fieldlapse/contracts';
import { targetOf, type AlertRow, type AlertTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** Clears the alerts of revisions that are not in force any more: nobody watches whether they still hold. */
export function retireAlerts(db: Kysely<AlertTables>, now: number, recordedAt: number): Promise<AlertChange[]> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('alerts')
      .innerJoin('rules', 'rules.revision', 'alerts.revision')
      .selectAll('alerts')
      .where('alerts.state', '=', 'standing')
      .where('rules.active', '=', 0)
      .execute();
    const lines: AlertChange[] = [];
    for (const row of rows) lines.push(await clear(trx, row, Math.max(now, row.raisedAt + 1), recordedAt));
    return lines;
  });
}

async function clear(trx: Kysely<AlertTables>, row: AlertRow, at: number, recordedAt: number): Promise<AlertChange> {
  const { alert, history, rule, revision, severity } = row;
  const id = sha256Hex(`${alert}\nout of force\n${at}`).slice(0, 32);
  const transition: AlertTransition = {
    ...{ id, rule, revision, target: targetOf(row), kind: 'cleared', severity, at, value: null },
  };
  await trx
    .insertInto('transitions')
    .values({ id, history, alert, kind: 'cleared', severity, at, value: null })
    .execute();
  const { seq } = await trx
    .insertInto('changes')
    .values({ alert, change: 'cleared', transition: JSON.stringify(transition), replaces: null, recordedAt })
    .returning('seq')
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('alerts')
    .set({ state: 'cleared', clearedAt: at, blindSince: null, changedSeq: seq })
    .where('alert', '=', alert)
    .execute();
  return { seq, alert, change: 'cleared', transition, recordedAt };
}
