import type { AlertTables } from '@fieldlapse/store';
import type { AlertTransition } from '@fieldlapse/contracts';
import type { Kysely } from 'kysely';
import { compileRule } from '../../rules/compile.ts';
import type { AlertRule } from '../../rules/rule.ts';
import { sceneOf, type Target, type WatchedSite } from '../../rules/targets.ts';
import type { Shelf } from '../farm/shelf.ts';
import type { RuleInForce } from '../rules/in-force.ts';
import { lookbackMs, tellsOfSilence } from '../rules/lookback.ts';
import { historyKey, type LiveHistory, type Told } from './live-history.ts';

/** What a history is opened with. */
export interface HistoryParts {
  readonly db: Kysely<AlertTables>;
  readonly shelf: Shelf;
  readonly rule: (id: string) => AlertRule;
}

/** A rule on a target of a site, and since when. */
export interface Watch {
  readonly inForce: RuleInForce;
  readonly since: number;
  readonly target: Target;
  readonly site: WatchedSite;
}

/** Of a new rule the day before counts too: what stands when it comes into force has begun earlier. */
const warmUpMs = 24 * 3_600_000;

/**
 * Opens a history from its newest checkpoint, or the newest before `changedFrom` where a point of that time has come, with all the points that it needs from
 * there on. Undefined where nothing gives an input.
 */
export async function openHistory(
  { db, shelf, rule }: HistoryParts,
  { inForce, since, target, site }: Watch,
  changedFrom = Infinity,
): Promise<LiveHistory | undefined> {
  const key = historyKey(inForce, target.names);
  const checkpoint = await checkpointBefore(db, key, changedFrom);
  const base = checkpoint ?? { t: since - warmUpMs };
  const instance = compileRule(inForce.rule, sceneOf(target, site, rule), base);
  if (!instance) return undefined;
  const series = instance.series.map((buffer) => shelf.of(buffer));
  const lookback = lookbackMs(inForce.rule, rule);
  for (const one of series) await shelf.ensure(one, base.t - lookback);
  return {
    ...{ key, inForce, target: target.names, carriers: target.carriers, instance, series, since },
    ...{ lookbackMs: lookback, silence: tellsOfSilence(inForce.rule), blindSince: undefined },
    told: await toldAfter(db, key, base.t, inForce, target),
    openAtBase: await openAt(db, key, base.t),
  };
}

/** The earliest time whose points a history can still take into account. */
export function beginOf({ since }: Pick<LiveHistory, 'since'>): number {
  return since - warmUpMs;
}

async function checkpointBefore(db: Kysely<AlertTables>, history: string, before: number) {
  const rows = db.selectFrom('checkpoints').select(['t', 'slots']).where('history', '=', history);
  const earlier = before === Infinity ? rows : rows.where('t', '<', before);
  const row = await earlier.orderBy('t', 'desc').limit(1).executeTakeFirst();
  return row && { t: row.t, slots: slotsOf(row.slots) };
}

/** Numbers of a checkpoint, copied: SQLite's bytes need not lie as Float64Array wants them. */
function slotsOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

async function toldAfter(
  db: Kysely<AlertTables>,
  history: string,
  after: number,
  { rule, revision }: RuleInForce,
  { names: target }: Target,
): Promise<Told[]> {
  const rows = await db
    .selectFrom('transitions')
    .selectAll()
    .where('history', '=', history)
    .where('at', '>', after)
    .orderBy('at')
    .execute();
  return rows.map(({ id, alert, kind, severity, at, value }) => {
    const transition: AlertTransition = { id, rule: rule.id, revision, target, kind, severity, at, value };
    return { transition, alert };
  });
}

async function openAt(db: Kysely<AlertTables>, history: string, t: number): Promise<string | undefined> {
  const last = await db
    .selectFrom('transitions')
    .select(['alert', 'kind'])
    .where('history', '=', history)
    .where('at', '<=', t)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.kind === 'cleared' ? undefined : last?.alert;
}
