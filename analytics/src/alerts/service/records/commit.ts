import { severities, type AlertChange, type Severity } from '@fieldlapse/contracts';
import type { AlertRow, AlertTables, TransitionRow } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { HistoryNews, Told } from '../history/live-history.ts';
import { putInputs, type InputRecords } from './inputs.ts';

/** All that a step has found out, written in one transaction: after a crash either nothing of it is there or all. */
export interface StepRecords extends InputRecords {
  readonly news: readonly HistoryNews[];
  /** Histories that a point from then on has changed: what they had come to later does not hold any more. */
  readonly changedFrom: ReadonlyMap<string, number>;
}

/** Writes a step. Gives the lines of the change feed that it made. */
export function commitStep(db: Kysely<AlertTables>, step: StepRecords, recordedAt: number): Promise<AlertChange[]> {
  return db.transaction().execute(async (trx) => {
    const lines: AlertChange[] = [];
    for (const news of step.news) lines.push(...(await tell(trx, news, recordedAt)));
    for (const [history, from] of step.changedFrom) {
      await trx.deleteFrom('checkpoints').where('history', '=', history).where('t', '>=', from).execute();
    }
    await putInputs(trx, step);
    return lines;
  });
}

async function tell(trx: Kysely<AlertTables>, news: HistoryNews, recordedAt: number): Promise<AlertChange[]> {
  const { history, now, changes } = news;
  await replaceTransitions(trx, history.key, history.told, now);
  const lines: AlertChange[] = [];
  for (const { alert, change, transition, replaces } of changes) {
    const row = { alert, change, transition: JSON.stringify(transition), replaces: replaces ?? null, recordedAt };
    const { seq } = await trx.insertInto('changes').values(row).returning('seq').executeTakeFirstOrThrow();
    lines.push({ seq, alert, change, transition, recordedAt, ...(replaces !== undefined && { replaces }) });
  }
  // An alert that lost what stayed as it was is another too, though no line is its own.
  const touched = new Set([...changes.map(({ alert }) => alert), ...movedFrom(history.told, now)]);
  for (const alert of touched) await foldAlert(trx, news, alert, lines.at(-1)?.seq ?? 0);
  return lines;
}

function movedFrom(told: readonly Told[], now: readonly Told[]): string[] {
  const after = new Map(now.map(({ transition, alert }) => [transition.id, alert]));
  return told.flatMap(({ transition, alert }) => (after.get(transition.id) === alert ? [] : [alert]));
}

async function replaceTransitions(
  trx: Kysely<AlertTables>,
  history: string,
  told: readonly Told[],
  now: readonly Told[],
): Promise<void> {
  const still = new Set(now.map(({ transition }) => transition.id));
  for (const { transition } of told) {
    if (!still.has(transition.id)) await trx.deleteFrom('transitions').where('id', '=', transition.id).execute();
  }
  const before = new Map(told.map(({ transition, alert }) => [transition.id, alert]));
  for (const { transition, alert } of now) {
    if (before.get(transition.id) === alert) continue;
    const { id, kind, severity, at, value } = transition;
    const row: TransitionRow = { id, history, alert, kind, severity, at, value };
    await trx
      .insertInto('transitions')
      .values(row)
      .onConflict((on) => on.column('id').doUpdateSet({ alert, value }))
      .execute();
  }
}

/** What an alert has come to by the transitions that are left of it. */
async function foldAlert(
  trx: Kysely<AlertTables>,
  { history }: HistoryNews,
  alert: string,
  changedSeq: number,
): Promise<void> {
  const rows = await trx.selectFrom('transitions').selectAll().where('alert', '=', alert).orderBy('at').execute();
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) {
    await trx
      .updateTable('alerts')
      .set({ state: 'withdrawn', blindSince: null, changedSeq })
      .where('alert', '=', alert)
      .execute();
    return;
  }
  const cleared = last.kind === 'cleared';
  const state: Pick<AlertRow, 'state' | 'raisedAt' | 'clearedAt' | 'severity' | 'worst' | 'value' | 'changedSeq'> = {
    ...{ state: cleared ? 'cleared' : 'standing', raisedAt: first.at, clearedAt: cleared ? last.at : null },
    ...{ severity: last.severity, worst: worstOf(rows), value: last.value, changedSeq },
  };
  const { inForce, target, key } = history;
  const { site, plot = null, sensor = null, camera = null, device = null } = target;
  await trx
    .insertInto('alerts')
    .values({
      ...{ alert, history: key, rule: inForce.rule.id, revision: inForce.revision, kind: inForce.rule.kind },
      ...{ site, plot, sensor, camera, device, blindSince: null, ...state },
    })
    .onConflict((on) => on.column('alert').doUpdateSet({ ...state, ...(cleared && { blindSince: null }) }))
    .execute();
}

function worstOf(rows: readonly TransitionRow[]): Severity {
  const worst = Math.max(...rows.map(({ severity }) => severities.indexOf(severity)));
  return severities[worst]!;
}
