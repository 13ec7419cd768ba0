import type { AlertTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { conditionsIn, inputIn } from '../../rules/check-condition.ts';
import { inputKind } from '../../rules/inputs.ts';
import type { AlertRule } from '../../rules/rule.ts';
import type { RuleInForce } from './in-force.ts';

/** Notes which revisions are in force, new ones with the time from which they are. Gives that time for each. */
export async function putRules(
  db: Kysely<AlertTables>,
  rules: readonly RuleInForce[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  return db.transaction().execute(async (trx) => {
    await trx.updateTable('rules').set({ active: 0 }).where('active', '=', 1).execute();
    for (const { rule, revision, origin } of rules) {
      const row = { ...{ revision, id: rule.id, origin, rule: JSON.stringify(rule) }, ...unitOf(rule) };
      await trx
        .insertInto('rules')
        .values({ ...row, since: now, active: 1 })
        .onConflict((on) => on.column('revision').doUpdateSet({ active: 1, origin }))
        .execute();
    }
    const rows = await trx.selectFrom('rules').select(['revision', 'since']).where('active', '=', 1).execute();
    return new Map(rows.map(({ revision, since }) => [revision, since]));
  });
}

/** Unit of the first input, and the level of it that raises the alert. */
function unitOf(rule: AlertRule): { unit: string; level: number | null } {
  const first = conditionsIn(rule).find((condition) => inputIn(condition) !== undefined);
  const of = first && inputIn(first);
  if (!first || of === undefined) return { unit: '', level: null };
  const level = 'level' in first ? (first.level.above ?? first.level.below ?? null) : null;
  return { unit: inputKind(of).unit, level };
}
