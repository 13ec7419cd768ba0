import { sensorSeries, type AlertChange, type QuantityName } from '@fieldlapse/contracts';
import {
  alertDecisionMigrations,
  alertMigrations,
  intakeMigrations,
  measureMigrations,
  type AlertDecisionTables,
  type AlertTables,
  type DecisionRow,
  type IntakeTables,
  type MeasureTables,
  type MetricRow,
  type Stores,
} from '@fieldlapse/store';

export const hourMs = 3_600_000;

interface ToldAlert {
  readonly alert?: string;
  readonly sensor?: string;
  readonly replaces?: string | null;
  /** Where its rule comes from, and what it is called. */
  readonly origin?: string;
  readonly titles?: readonly [vi: string, en: string];
}

/** The records of the other services, and their feeds as their owners write them. */
export async function feedOwners(stores: Stores) {
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const measures = await stores.records.openOwn<MeasureTables>('measure', measureMigrations);
  const alerts = await stores.records.openOwn<AlertTables>('alerts', alertMigrations);
  const decisions = await stores.records.openOwn<AlertDecisionTables>('alert-decisions', alertDecisionMigrations);
  return {
    ...{ intake, measures, alerts },
    /** Readings of a sensor, stored and told to the feed. */
    async read(sensor: string, quantity: QuantityName, points: readonly (readonly [number, number])[], written = true) {
      await stores.series.append(
        points.map(([t, value]) => ({ series: sensorSeries('farm', sensor, quantity), t, value })),
      );
      for (const day of new Set(points.map(([t]) => new Date(t + 7 * hourMs).toISOString().slice(0, 10)))) {
        const change = { kind: 'readings', site: 'farm', key: '1', camera: null, day } as const;
        await intake.insertInto('changes').values(change).execute();
      }
      if (written) await this.caughtUpSeries();
    },
    /** As intake's series writer says that it has come to the end of the feed. */
    async caughtUpSeries() {
      const { last } = await intake.selectFrom('changes').select((eb) => eb.fn.max('acceptedSeq').as('last')).executeTakeFirstOrThrow(); // prettier-ignore
      const row = { name: 'series', acceptedSeq: Number(last) };
      await intake.insertInto('cursors').values(row).onConflict((on) => on.column('name').doUpdateSet(row)).execute(); // prettier-ignore
    },
    /** A model as analytics knows it, by the crops of its card. */
    async models(name: string, version: string, validatedFor: readonly string[]) {
      const row = { name, version, state: 'ready', code: null, message: null, card: JSON.stringify({ validatedFor }), since: 1 } as const; // prettier-ignore
      await measures.insertInto('models').values(row).execute();
    },
    async measured(f: string, observedAt: number, more: Partial<MetricRow> = {}) {
      const row: MetricRow = {
        ...{
          f,
          area: 'roi',
          method: 'canopy-1.0.0',
          site: 'farm',
          camera: 'gate',
          observedAt,
          timeQuality: 'measured',
        },
        ...{ measured: '{"greenCover":0.4}', uncertainty: '{"greenCover":0.02}', withheld: '{}', classes: null },
        ...{ sha256: 'a'.repeat(64), modelHash: 'b'.repeat(64), areaVersion: '1', inputs: 'x', measuredAt: 1 },
        ...more,
      };
      await measures.insertInto('metrics').values(row).onConflict((on) => on.columns(['f', 'area', 'method']).doUpdateSet(row)).execute(); // prettier-ignore
      const { site, camera, area, method } = row;
      await measures.insertInto('measureChanges').values({ kind: 'measured', site, camera, area, method, f, observedAt, metric: null, season: null }).execute(); // prettier-ignore
    },
    /** A line of the feed of decisions, on the alert `a1` where no other is named. */
    async decided(id: string, at: number, more: Partial<Omit<DecisionRow, 'seq'>> = {}) {
      const row = { id, alert: 'a1', kind: 'acknowledged', by: 'ba-tu', note: null, severity: 'warning', at, until: null, ...more } as const; // prettier-ignore
      await decisions.insertInto('decisions').values(row).execute();
    },
    /** A line of the alert feed, with the alert (`a1` of `tram-1` where no other is named) and its rule, in one transaction. */
    async told(change: AlertChange['change'], id: string, at: number, more: ToldAlert = {}) {
      const { alert = 'a1', sensor = 'tram-1', replaces = null } = more;
      const { origin = 'pack:citrus', titles: [vi, en] = ['Nắng nóng', 'Heat'] } = more;
      const target = { site: 'farm', sensor };
      const transition = { id, rule: 'heat', revision: 'r1', target, kind: 'raised', severity: 'warning', at, value: 39.4 }; // prettier-ignore
      const words = { what: '', todo: '' };
      const texts = { vi: { title: vi, ...words }, en: { title: en, ...words } };
      const rule = { kind: 'crop', severity: 'warning', scope: 'sensor', texts, source: '', unverified: false };
      await alerts.transaction().execute(async (trx) => {
        await trx.insertInto('rules').values({ revision: 'r1', id: 'heat', origin, rule: JSON.stringify(rule), unit: '°C', level: 38, since: 1, active: 1 }).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
        const where = { site: 'farm', plot: null, sensor, camera: null, device: null };
        await trx.insertInto('alerts').values({ alert, history: 'h', rule: 'heat', revision: 'r1', kind: 'crop', ...where, state: 'standing', raisedAt: at, clearedAt: null, severity: 'warning', worst: 'warning', value: 39.4, blindSince: null, changedSeq: 1 }).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
        await trx.insertInto('changes').values({ alert, change, transition: JSON.stringify(transition), replaces, recordedAt: 1 }).execute(); // prettier-ignore
      });
    },
    async close() {
      for (const db of [intake, measures, alerts, decisions]) await db.destroy();
    },
  };
}
