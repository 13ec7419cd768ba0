import type { AlertChange, AlertKind, AlertTarget, AlertTransition, Severity } from '@fieldlapse/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { alertMigrations } from './migrations.ts';
import type { AlertChangeRow, AlertRow, AlertState, AlertTables, RuleRow, TargetColumns } from './tables.ts';

/** What a rule says to people in one language; `{value}`, `{unit}`, `{level}`, `{hours}`, `{place}` are still to be filled in. */
export interface RuleWords {
  readonly title: string;
  readonly what: string;
  readonly todo: string;
}

/** A revision of a rule, as it was stored when it first came into force. */
export interface StoredRule {
  readonly id: string;
  readonly revision: string;
  /** `pack:rice`, or `import`. */
  readonly origin: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly scope: string;
  readonly texts: { readonly vi: RuleWords; readonly en: RuleWords };
  /** Where its numbers come from; people who wrote it once for both languages have it twice. */
  readonly source: { readonly vi: string; readonly en: string };
  readonly unverified: boolean;
  /** Of its first input, and the level of that which raises it; `` and null where it has none. */
  readonly unit: string;
  readonly level: number | null;
  /** When it first came into force, UTC ms on the injected clock. */
  readonly since: number;
  /** False for revisions that are not in force any more. */
  readonly active: boolean;
  /** The whole rule, as analytics has it (`AlertRule`). */
  readonly rule: unknown;
}

/** An alert as its history says now. */
export interface StandingAlert {
  readonly alert: string;
  readonly rule: string;
  readonly revision: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly worst: Severity;
  readonly target: AlertTarget;
  /** UTC ms, observed time. */
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly state: AlertState;
  /** True where late points showed that it never was. */
  readonly withdrawn: boolean;
  /** The value of its last transition; null where none decided. */
  readonly value: number | null;
  readonly unit: string;
  readonly level: number | null;
  readonly texts: StoredRule['texts'];
  /** True where nobody checked the numbers of its rule. */
  readonly unverified: boolean;
  /** UTC ms of the last point of its inputs, where they have been silent for so long that nobody knows whether it still holds. */
  readonly blindSince: number | null;
}

/** An alert with all that was ever said of it, in order. */
export interface StoredAlert extends StandingAlert {
  readonly changes: readonly AlertChange[];
  /** The revision of the rule that raised it. */
  readonly rules: StoredRule;
}

/** `from <= raisedAt < to`, newest first, at most `limit`; `before`: the last alert of the page before. */
export interface AlertQuery {
  readonly site?: string | undefined;
  readonly state?: AlertState | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly before?: Pick<StandingAlert, 'raisedAt' | 'alert'> | undefined;
}

/** What is asked of alerts; nothing here writes. */
export interface AlertReader {
  /** Changes with `seq > seq` in order, at most `limit`. */
  changesAfter(seq: number, limit: number): Promise<AlertChange[]>;
  /** The newest `seq`, 0 before the first change. */
  lastAlertSeq(): Promise<number>;
  /** Alerts that stand now, the oldest first; of all sites where none is named. */
  standing(site?: string): Promise<StandingAlert[]>;
  alert(id: string): Promise<StoredAlert | undefined>;
  list(query: AlertQuery): Promise<StandingAlert[]>;
  /** Every revision that was ever in force, newest first for each rule. */
  rules(): Promise<StoredRule[]>;
  close(): Promise<void>;
}

/** Opens the alerts for reading. Throws `RECORDS_MISSING` before the alert service has first started, and `STORE_NEWER`. */
export async function openAlertReader(records: RecordsStore): Promise<AlertReader> {
  return alertReader(await records.openReadOnly<AlertTables>('alerts', alertMigrations.length));
}

/** {@link AlertReader} over the open database. */
export function alertReader(db: Kysely<AlertTables>): AlertReader {
  const ruleOf = async (revision: string): Promise<StoredRule> =>
    storedRuleOf(await db.selectFrom('rules').selectAll().where('revision', '=', revision).executeTakeFirstOrThrow());
  // Of a revision all but `active` never changes: what alerts say of it is read once.
  const known = new Map<string, StoredRule>();
  const told = async (rows: readonly AlertRow[]): Promise<StandingAlert[]> => {
    const alerts: StandingAlert[] = [];
    for (const row of rows) {
      const rule = known.get(row.revision) ?? (await ruleOf(row.revision));
      known.set(row.revision, rule);
      alerts.push(standingOf(row, rule));
    }
    return alerts;
  };
  return {
    changesAfter: async (seq, limit) => {
      const rows = db.selectFrom('changes').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit);
      return (await rows.execute()).map(changeOf);
    },
    lastAlertSeq: async () => {
      const last = db.selectFrom('changes').select('seq').orderBy('seq', 'desc').limit(1);
      return (await last.executeTakeFirst())?.seq ?? 0;
    },
    standing: async (site) => {
      const rows = db.selectFrom('alerts').selectAll().where('state', '=', 'standing').orderBy('raisedAt');
      return told(await (site === undefined ? rows : rows.where('site', '=', site)).execute());
    },
    alert: async (id) => {
      const row = await db.selectFrom('alerts').selectAll().where('alert', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const changes = await db.selectFrom('changes').selectAll().where('alert', '=', id).orderBy('seq').execute();
      const rules = await ruleOf(row.revision);
      return { ...standingOf(row, rules), changes: changes.map(changeOf), rules };
    },
    list: async (query) => told(await listed(db, query).execute()),
    rules: async () =>
      (await db.selectFrom('rules').selectAll().orderBy('id').orderBy('since', 'desc').execute()).map(storedRuleOf),
    close: () => db.destroy(),
  };
}

function listed(db: Kysely<AlertTables>, { site, state, from, to, limit, before }: AlertQuery) {
  let rows = db.selectFrom('alerts').selectAll().orderBy('raisedAt', 'desc').orderBy('alert', 'desc').limit(limit);
  if (site !== undefined) rows = rows.where('site', '=', site);
  if (state !== undefined) rows = rows.where('state', '=', state);
  if (from !== undefined) rows = rows.where('raisedAt', '>=', from);
  if (to !== undefined) rows = rows.where('raisedAt', '<', to);
  if (before !== undefined) {
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('raisedAt', 'alert'), '<', tuple(before.raisedAt, before.alert)),
    );
  }
  return rows;
}

function standingOf(row: AlertRow, { unit, level, texts, unverified }: StoredRule): StandingAlert {
  const { alert, rule, revision, kind, severity, worst, state, raisedAt, clearedAt, value, blindSince } = row;
  return {
    ...{ alert, rule, revision, kind, severity, worst, state, raisedAt, clearedAt, value, blindSince },
    ...{ target: targetOf(row), withdrawn: state === 'withdrawn', unit, level, texts, unverified },
  };
}

/** The target that the columns name. */
export function targetOf({ site, plot, sensor, camera, device }: TargetColumns): AlertTarget {
  return {
    site,
    ...(plot !== null && { plot }),
    ...(sensor !== null && { sensor }),
    ...(camera !== null && { camera }),
    ...(device !== null && { device }),
  };
}

function changeOf({ transition, replaces, ...row }: Selectable<AlertChangeRow>): AlertChange {
  return {
    ...row,
    transition: JSON.parse(transition) as AlertTransition,
    ...(replaces !== null && { replaces }),
  };
}

function storedRuleOf({ rule: json, active, ...row }: RuleRow): StoredRule {
  const rule = JSON.parse(json) as Pick<StoredRule, 'kind' | 'severity' | 'scope' | 'texts' | 'unverified'> & {
    readonly source: string | StoredRule['source'];
  };
  const { kind, severity, scope, texts, unverified } = rule;
  const source = typeof rule.source === 'string' ? { vi: rule.source, en: rule.source } : rule.source;
  return { ...row, kind, severity, scope, texts, source, unverified, active: active === 1, rule };
}
