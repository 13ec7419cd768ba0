import type { SiteConfig } from '@fieldlapse/contracts';
import { bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import {
  alertMigrations,
  onceThere,
  openMeasureReader,
  waitForIntake,
  type AlertTables,
  type Stores,
} from '@fieldlapse/store';
import type { z } from 'zod';
import { alertServiceConfig } from './config.ts';
import { alertNotices } from './notices.ts';
import { ruleBookReader } from './rules/rule-book.ts';
import { work } from './steps/work.ts';

export interface AlertParts {
  readonly config: z.input<typeof alertServiceConfig>;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The running service. */
export interface Alerting extends Running {
  /** Rules that cannot be used, and why. */
  health(): readonly { readonly code: string; readonly message: string }[];
}

/**
 * Runs the rules in force over accepted readings and measurements, from durable cursors over their change feeds, and keeps what they tell in
 * `records/alerts`. After a crash it goes on from there; nothing is told twice. Throws `STORE_NEWER`, `RECORDS_OWNED`, `CONFIG_INVALID`.
 */
export async function startAlerts(parts: AlertParts): Promise<Alerting> {
  const config = alertServiceConfig.parse(parts.config);
  const { stores, logger } = parts;
  const db = await stores.records.openOwn<AlertTables>('alerts', alertMigrations);
  const stop = new AbortController();
  const changed = bell(stop.signal);
  const notices = alertNotices(config, logger, changed.ring);
  const measures = onceThere(() => openMeasureReader(stores.records));
  const book = ruleBookReader(stores.records);
  let faults: readonly string[] = [];
  const onFaults = (lines: readonly string[]): void => {
    if (lines.join('\n') !== faults.join('\n'))
      for (const line of lines) logger.warn({ rule: line }, 'an alert rule is not used');
    faults = lines;
  };
  const running = (async () => {
    const intake = await waitForIntake(stores.records, logger, stop.signal);
    if (!intake) return;
    const { sites, clock } = parts;
    const service = {
      config,
      db,
      stores,
      intake,
      measures: measures.get,
      sites,
      book,
      clock,
      logger,
      signal: stop.signal,
    };
    await work(service, changed, { notices, faults: onFaults });
    await intake.close();
  })();
  return {
    health: () => faults.map((message) => ({ code: 'RULE_REFUSED', message })),
    async close() {
      stop.abort(new Error('the alert service stops'));
      await running;
      await notices.close();
      await measures.close((reader) => reader.close());
      await book.close();
      await db.destroy();
    },
  };
}
