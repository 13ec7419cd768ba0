import { gzipSync } from 'node:zlib';
import {
  localDayOf,
  sensorSeries,
  siteConfig,
  type AlertChange,
  type QuantityName,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { manualClock, silentLogger, sleep } from '@fieldlapse/runtime';
import { alertMigrations, openAlertReader, type AlertReader, type AlertTables, type Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { openRuleBook, type WrittenRule } from '../../../src/alerts/service/rules/rule-book.ts';
import { startAlerts, type Alerting, type AlertParts } from '../../../src/alerts/service/start.ts';
import { openFarmStores, type FarmStores } from '../../support/farm-stores.ts';

export const site = 'demo';
export const timeZone = 'Asia/Ho_Chi_Minh';
export const minute = 60_000;
export const hourMs = 60 * minute;
export const dayMs = 24 * hourMs;
/** 09:00 of 1 March 2026 at the farm. */
export const morning = Date.parse('2026-03-01T09:00:00+07:00');

/** One reading: sensor, quantity, observed time, value (null: a fault). */
export type TestReading = readonly [sensor: string, quantity: QuantityName, t: number, value: number | null];

const words = { title: 'Nóng', what: 'Không khí {value} {unit}', todo: 'Tưới mát' };

/** A rule as people write it. */
export function written(id: string, more: object): WrittenRule {
  return {
    ...{ id, kind: 'crop', severity: 'warning', source: 'test', texts: { vi: words, en: words } },
    ...{ when: { level: { of: 'airTempC', above: 35, clear: 33 } }, ...more },
  };
}

/** A farm with real stores, whose readings are put straight into intake's tables and the series store, as intake puts them. */
export interface AlertFarm extends Pick<FarmStores, 'folder' | 'stores' | 'intake'> {
  readonly clock: ReturnType<typeof manualClock>;
  sites: readonly SiteConfig[];
  /** Accepts a batch of one device; it is received now unless said otherwise. */
  accept(readings: readonly TestReading[], from?: { device?: string; receivedAt?: number }): Promise<void>;
  importRules(rules: readonly WrittenRule[]): Promise<void>;
  removeRule(id: string): Promise<void>;
  start(config?: AlertParts['config']): Promise<Alerting>;
  /** Resolves once every accepted reading was looked at, and the clock too. */
  settled(): Promise<void>;
  reader(): Promise<AlertReader>;
  changes(): Promise<AlertChange[]>;
  close(): Promise<void>;
}

export async function openAlertFarm(ofSite: Partial<z.input<typeof siteConfig>> = {}): Promise<AlertFarm> {
  const base = await openFarmStores();
  const { folder, stores, intake } = base;
  const clock = manualClock(morning);
  let opened: AlertReader | undefined;
  let seq = 0;
  const reader = async () => (opened ??= await openAlertReader(stores.records));
  const configured = siteConfig.parse({ id: site, timeZone, sensors: [{ name: 'a' }, { name: 'b' }], ...ofSite });
  const farm: AlertFarm = {
    ...{ folder, stores, intake, clock, reader },
    sites: [configured],
    async accept(readings, { device = 'node-1', receivedAt = clock.now() } = {}) {
      await acceptReadings({ intake, stores }, readings, { device, receivedAt, seq });
      seq += readings.length;
    },
    async importRules(rules) {
      const book = await openRuleBook(stores.records);
      await book.put(rules, clock.now());
      await book.close();
    },
    async removeRule(id) {
      const book = await openRuleBook(stores.records);
      await book.remove(id);
      await book.close();
    },
    async start(config = {}) {
      const service = await startAlerts({
        config: { packs: [], pollMs: 5, tickMs: 10, rulesMs: 20, planMs: 1, ...config },
        ...{ stores, sites: () => farm.sites, clock, logger: silentLogger },
      });
      const kept = base.keep(service);
      await untilThere(stores);
      await farm.settled();
      return kept;
    },
    settled: () => settled(base),
    changes: async () => (await reader()).changesAfter(0, 100_000),
    async close() {
      await opened?.close();
      await base.close();
    },
  };
  return farm;
}

async function acceptReadings(
  { intake, stores }: Pick<FarmStores, 'intake' | 'stores'>,
  readings: readonly TestReading[],
  { device, receivedAt, seq }: { device: string; receivedAt: number; seq: number },
): Promise<void> {
  const packed = readings.map(([sensor, quantity, t, value]) => ({ sensor, quantity, t, value, mono: 0, clk: 'ntp' }));
  await stores.series.append(
    readings.flatMap(([sensor, quantity, t, value]) =>
      value === null ? [] : [{ series: sensorSeries(site, sensor, quantity), t, value }],
    ),
  );
  await intake.transaction().execute(async (trx) => {
    const { id } = await trx
      .insertInto('readingBatches')
      .values({
        ...{ site, device, boot: '1-00000000', fromSeq: seq, toSeq: seq + readings.length - 1, receivedAt },
        ...{ unsyncedFromMono: null, unsyncedToMono: null, readings: gzipSync(JSON.stringify(packed)) },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { acceptedSeq } = await trx
      .insertInto('changes')
      .values({ kind: 'readings', site, key: String(id), camera: null, day: localDayOf(receivedAt, timeZone) })
      .returning('acceptedSeq')
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('cursors')
      .values({ name: 'series', acceptedSeq })
      .onConflict((on) => on.column('name').doUpdateSet({ acceptedSeq }))
      .execute();
  });
}

async function untilThere({ records }: Stores): Promise<void> {
  for (const end = Date.now() + 50_000; Date.now() < end; await sleep(5)) {
    const db = await records.openReadOnly<AlertTables>('alerts', alertMigrations.length).catch(() => undefined);
    const cursor = await db?.selectFrom('cursors').selectAll().execute();
    await db?.destroy();
    if (cursor && cursor.length > 0) return;
  }
  throw new Error('the alert service has not begun');
}

/** The cursor is at the end of the feed, and a few ticks have passed since. */
async function settled({ stores, lastAccepted }: FarmStores): Promise<void> {
  const db = await stores.records.openReadOnly<AlertTables>('alerts', alertMigrations.length);
  try {
    for (const end = Date.now() + 50_000; Date.now() < end; await sleep(5)) {
      const last = await lastAccepted();
      const cursor = await db.selectFrom('cursors').select('seq').where('name', '=', 'readings').executeTakeFirst();
      if ((cursor?.seq ?? -1) < last) continue;
      await sleep(60);
      return;
    }
    throw new Error('readings are still waiting to be looked at');
  } finally {
    await db.destroy();
  }
}
