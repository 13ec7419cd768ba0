import {
  FieldlapseError,
  decisionWords,
  sha256Hex,
  type AlertDecision,
  type AlertDecisions,
  type DecisionWords,
} from '@fieldlapse/contracts';
import type { Clock, Running } from '@fieldlapse/runtime';
import {
  alertDecisionMigrations,
  decisionReader,
  onceThere,
  openAlertReader,
  type AlertDecisionTables,
  type AlertReader,
  type RecordsStore,
} from '@fieldlapse/store';
import type { Kysely } from 'kysely';

const longestSnoozeMs = 30 * 86_400_000;

/** The database of decisions, open where people decide. */
export type DecisionRecords = Kysely<AlertDecisionTables>;

/**
 * Opens the database of decisions and of browsers. Decisions are only ever added, so a command may open it beside the running server.
 * Throws `STORE_NEWER`, `RECORDS_OWNED` where this process has it open already.
 */
export function openDecisionRecords(records: RecordsStore): Promise<DecisionRecords> {
  return records.openOwn<AlertDecisionTables>('alert-decisions', alertDecisionMigrations);
}

/** What people say to alerts, over the open database, which stays the caller's. */
export function openAlertDecisions(
  db: DecisionRecords,
  { records, clock }: { readonly records: RecordsStore; readonly clock: Pick<Clock, 'now'> },
): AlertDecisions & Running {
  const alerts = onceThere<AlertReader>(() => openAlertReader(records));
  const reader = decisionReader(db);
  const decide = async (alert: string, kind: AlertDecision['kind'], words: DecisionWords, until: number | null) => {
    const stored = await (await alerts.get())?.alert(alert);
    if (!stored) throw new FieldlapseError('ALERT_MISSING', `no alert has the id ${alert}`);
    const said = parsed(words);
    const at = clock.now();
    const id = sha256Hex([alert, kind, said.by, said.note ?? '', at, until ?? ''].join('\n')).slice(0, 32);
    const row = { id, alert, kind, by: said.by, note: said.note ?? null, severity: stored.severity, at, until };
    await db
      .insertInto('decisions')
      .values(row)
      .onConflict((on) => on.column('id').doNothing())
      .execute();
    return (await reader.of(alert)).find((decision) => decision.id === id)!;
  };
  return {
    acknowledge: (alert, words) => decide(alert, 'acknowledged', words, null),
    async snooze(alert, words, until) {
      const now = clock.now();
      if (!(until > now && until <= now + longestSnoozeMs)) {
        throw new FieldlapseError('BAD_DECISION', 'a snooze ends between now and 30 days from now');
      }
      return decide(alert, 'snoozed', words, until);
    },
    unsnooze: (alert, words) => decide(alert, 'unsnoozed', words, null),
    of: reader.of,
    after: reader.after,
    close: () => alerts.close((open) => open.close()),
  };
}

function parsed(words: DecisionWords): DecisionWords {
  const result = decisionWords.safeParse(words);
  if (result.success) return result.data;
  const why = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new FieldlapseError('BAD_DECISION', why);
}
