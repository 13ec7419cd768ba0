import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertChange, AlertKind, AlertTransition, Severity } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import {
  alertMigrations,
  openAlertReader,
  openStores,
  type AlertRow,
  type AlertTables,
  type DeliveryRow,
} from '@fieldlapse/store';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { deliveryConfig } from '../../../../src/alerts/delivery/config.ts';
import {
  openAlertDecisions,
  openDecisionRecords,
} from '../../../../src/alerts/delivery/decisions/open-alert-decisions.ts';
import { openPushSubscriptions } from '../../../../src/alerts/delivery/decisions/open-push-subscriptions.ts';
import { planned } from '../../../../src/alerts/delivery/outbox/records.ts';
import { openService } from '../../../../src/alerts/delivery/service/open.ts';
import { openSender } from '../../../../src/alerts/delivery/service/send.ts';
import { step } from '../../../../src/alerts/delivery/service/step.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
/** 10:00 in Việt Nam. */
export const morning = Date.parse('2026-11-20T03:00:00Z');

const vi = { title: 'Nước quá mặn', what: 'Nước tại {place} mặn {value} {unit}.', todo: 'Đóng cống.' };
const en = { title: 'Too salty', what: 'The water at {place} holds {value} {unit}.', todo: 'Close the gate.' };

export interface Raised {
  readonly rule?: string;
  readonly kind?: AlertKind;
  readonly severity?: Severity;
  /** How old it is when it is recorded. */
  readonly ageMs?: number;
  readonly site?: string;
}

export type DeliveryFarm = Awaited<ReturnType<typeof openDeliveryFarm>>;

/** Delivery on real records, with alerts that the test raises and a clock that it moves; files of secrets by name. */
export async function openDeliveryFarm(
  config: z.input<typeof deliveryConfig>,
  files: Readonly<Record<string, string>> = {},
) {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-delivery-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const stores = await openStores({ folder: root, logger: silentLogger });
  const owner = await stores.records.openOwn<AlertTables>('alerts', alertMigrations);
  const reader = await openAlertReader(stores.records);
  const parsed = deliveryConfig.parse(config);
  const clock = { now: () => farm.now };
  const decided = await openDecisionRecords(stores.records);
  const decisions = openAlertDecisions(decided, { records: stores.records, clock });
  const published: { topic: string; payload: unknown }[] = [];
  const publish = async (topic: string, payload: Buffer) => {
    published.push({ topic, payload: JSON.parse(payload.toString()) as unknown });
    return true;
  };

  async function begin() {
    const stop = new AbortController();
    const parts = { config: parsed, stores, sites: () => [], clock, logger: silentLogger, root };
    const opened = await openService(
      { ...parts, secretsFolder: join(root, 'secrets'), wall: clock.now, random: () => 0.5 },
      publish,
      stop.signal,
    );
    const service = { ...opened.service, alerts: reader };
    return { opened, stop, service, sender: openSender(service), standing: await planned(service.db) };
  }

  async function record(alert: string, change: AlertChange['change'], row: Partial<AlertRow>, at: number) {
    await owner
      .updateTable('alerts')
      .set({ ...row, changedSeq: 1 })
      .where('alert', '=', alert)
      .execute();
    const now = await owner.selectFrom('alerts').selectAll().where('alert', '=', alert).executeTakeFirstOrThrow();
    const transition: AlertTransition = {
      ...{
        id: `${alert}-${change}-${at}`,
        rule: now.rule,
        revision: now.revision,
        target: { site: now.site, sensor: 'cong' },
      },
      ...{ kind: change === 'cleared' ? 'cleared' : 'raised', severity: now.severity, at, value: now.value },
    };
    const line = { alert, change, transition: JSON.stringify(transition), replaces: null, recordedAt: farm.now };
    await owner.insertInto('changes').values(line).execute();
  }

  const farm = {
    now: morning,
    root,
    published,
    stores,
    owner,
    decisions,
    push: openPushSubscriptions(decided, { config: parsed, secretsFolder: join(root, 'secrets'), clock }),
    running: undefined as unknown as Awaited<ReturnType<typeof begin>>,
    async raise(
      alert: string,
      { rule = 'salt', kind = 'crop', severity = 'urgent', ageMs = 0, site = 'farm' }: Raised = {},
    ) {
      const stored = {
        id: rule,
        kind,
        severity,
        scope: 'sensor',
        source: 'test',
        unverified: false,
        texts: { vi, en },
      };
      const raisedAt = farm.now - ageMs;
      await owner
        .insertInto('rules')
        .values({
          ...{ revision: rule, id: rule, origin: 'import', rule: JSON.stringify(stored), unit: 'g/L', level: 0.5 },
          ...{ since: 0, active: 1 as const },
        })
        .onConflict((on) => on.doNothing())
        .execute();
      await owner
        .insertInto('alerts')
        .values({
          ...{ alert, history: rule, rule, revision: rule, kind, state: 'standing', raisedAt, clearedAt: null },
          ...{ severity, worst: severity, value: 0.62, blindSince: null, changedSeq: 0 },
          ...{ site, plot: null, sensor: 'cong', camera: null, device: null },
        })
        .execute();
      await record(alert, 'raised', {}, raisedAt);
    },
    worsen: (alert: string, severity: Severity) => record(alert, 'severity', { severity }, farm.now),
    clear: (alert: string, ageMs = 0) =>
      record(alert, 'cleared', { state: 'cleared', clearedAt: farm.now - ageMs }, farm.now - ageMs),
    withdraw: (alert: string) => record(alert, 'withdrawn', { state: 'withdrawn' }, farm.now),
    /** One look of the service, with all that it sends. */
    async look() {
      farm.running.standing = await step(farm.running.service, farm.running.standing);
      await farm.running.sender.sendDue();
    },
    async pass(ms: number, everyMs = 10 * minuteMs) {
      const end = farm.now + ms;
      while (farm.now < end) {
        farm.now = Math.min(end, farm.now + everyMs);
        await farm.look();
      }
    },
    async restart() {
      await farm.running.opened.close();
      farm.running = await begin();
    },
    deliveries: (): Promise<DeliveryRow[]> =>
      farm.running.service.db.selectFrom('deliveries').selectAll().orderBy('createdAt').orderBy('id').execute(),
    attempts: () => farm.running.service.db.selectFrom('attempts').selectAll().orderBy('attempt').execute(),
    health: () => farm.running.service.troubles.list(),
  };
  farm.running = await begin();
  onTestFinished(async () => {
    farm.running.stop.abort(new Error('the test ends'));
    await farm.running.opened.close();
    await decisions.close();
    await reader.close();
    await stores.close();
    await rm(root, { recursive: true, force: true });
  });
  return farm;
}
