import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sensorSeries, type AlertChange, type QuantityName } from '@fieldlapse/contracts';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import {
  alertDecisionMigrations,
  alertMigrations,
  intakeMigrations,
  measureMigrations,
  openStores,
  type AlertDecisionTables,
  type AlertTables,
  type DecisionRow,
  type IntakeTables,
  type LotRow,
  type MeasureTables,
  type MetricRow,
} from '@fieldlapse/store';
import type { JsonObject } from '@fieldlapse/proof';
import {
  openDiskTiles,
  openLog,
  startTraceability,
  type Traceability,
  type TraceabilityParts,
} from '@fieldlapse/traceability';
import { config, dayMs, growing, numbers, plantedAt, sites } from './farm.ts';
import { testKeys } from './test-keys.ts';

export const hourMs = 3_600_000;
/** Midnight at the farm when the first day of readings begins. */
export const firstDay = Date.parse('2025-12-10T00:00:00+07:00');

/** Real stores whose feeds are written as their owners write them, and the service that reads them. */
export async function serviceFarm() {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-trace-'));
  const stores = await openStores({ folder, logger: silentLogger });
  onTestFinished(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const measures = await stores.records.openOwn<MeasureTables>('measure', measureMigrations);
  const alerts = await stores.records.openOwn<AlertTables>('alerts', alertMigrations);
  const decisions = await stores.records.openOwn<AlertDecisionTables>('alert-decisions', alertDecisionMigrations);
  const clock = manualClock(plantedAt + dayMs);
  const store = await openDiskTiles(join(folder, 'trace-log'));
  const log = await openLog({ store, records: stores.records, keys: testKeys, now: Date.now, logger: silentLogger });
  onTestFinished(log.close);

  const start = async (parts: Partial<TraceabilityParts> = {}): Promise<Traceability> => {
    return startTraceability({
      ...{ config, stores, sites: () => sites, clock, logger: silentLogger, log, pollMs: 600_000 },
      ...parts,
    });
  };

  return {
    ...{ stores, intake, measures, alerts, clock, log, start },
    /** Events of a lot in the order of its chain in the log. */
    async logged({ lots }: Traceability, id = growing): Promise<JsonObject[]> {
      const lot = await lots.reader.lot(id);
      const rows = lot ? await log.records.chain(lot.tag) : [];
      return rows.flatMap(({ event }) => (event === null ? [] : [JSON.parse(event) as JsonObject]));
    },
    /** Creates the growing lot, as somebody does at the beginning of a season. */
    async plant({ lots, catchUp }: Traceability): Promise<LotRow> {
      await lots.create({
        kind: 'growing',
        site: 'farm',
        plot: 'p01',
        season: 's1',
        producer: null,
        ...numbers(growing),
      });
      await catchUp().catch(() => {});
      return (await lots.reader.lot(growing))!;
    },
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
    /** A line of the feed of decisions on the alert `a1`. */
    async decided(id: string, at: number, more: Partial<Omit<DecisionRow, 'seq'>> = {}) {
      const row = { id, alert: 'a1', kind: 'acknowledged', by: 'ba-tu', note: null, severity: 'warning', at, until: null, ...more } as const; // prettier-ignore
      await decisions.insertInto('decisions').values(row).execute();
    },
    /** A line of the alert feed, with the alert and its rule. */
    async told(
      change: AlertChange['change'],
      id: string,
      at: number,
      more: Partial<AlertChange> & { origin?: string; titles?: readonly [vi: string, en: string] } = {},
    ) {
      const target = { site: 'farm', sensor: 'tram-1' };
      const transition = { id, rule: 'heat', revision: 'r1', target, kind: 'raised', severity: 'warning', at, value: 39.4 }; // prettier-ignore
      const { origin = 'pack:citrus', titles: [vi, en] = ['Nắng nóng', 'Heat'] } = more;
      const words = { what: '', todo: '' };
      const texts = { vi: { title: vi, ...words }, en: { title: en, ...words } };
      const rule = { kind: 'crop', severity: 'warning', scope: 'sensor', texts, source: '', unverified: false };
      await alerts.insertInto('rules').values({ revision: 'r1', id: 'heat', origin, rule: JSON.stringify(rule), unit: '°C', level: 38, since: 1, active: 1 }).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
      const where = { site: 'farm', plot: null, sensor: 'tram-1', camera: null, device: null };
      await alerts.insertInto('alerts').values({ alert: 'a1', history: 'h', rule: 'heat', revision: 'r1', kind: 'crop', ...where, state: 'standing', raisedAt: at, clearedAt: null, severity: 'warning', worst: 'warning', value: 39.4, blindSince: null, changedSeq: 1 }).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
      const row = { alert: 'a1', change, transition: JSON.stringify(transition), replaces: more.replaces ?? null, recordedAt: 1 }; // prettier-ignore
      await alerts.insertInto('changes').values(row).execute();
    },
  };
}

/** What is recorded of the growing lot, as `kind`, with `!` where it was declared wrong. */
export async function kindsOf({ lots }: Traceability): Promise<string[]> {
  const facts = await lots.reader.facts(growing);
  return facts.toSorted((a, b) => a.id - b.id).map(({ kind, correction }) => `${kind}${correction ? '!' : ''}`);
}
