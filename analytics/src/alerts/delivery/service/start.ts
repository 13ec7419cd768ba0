import type { SiteConfig } from '@fieldlapse/contracts';
import { bell, sleep, startMqttSession, type Bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import {
  onceThere,
  openAlertReader,
  openDecisionReader,
  type AlertReader,
  type DecisionReader,
  type Stores,
} from '@fieldlapse/store';
import { parseTopic, topics } from '@fieldlapse/contracts';
import { openChannels } from '../channels/open-channels.ts';
import type { Publish } from '../channels/mqtt-channel.ts';
import type { DeliveryConfig } from '../config.ts';
import { openDeliveryRecords, planned } from '../outbox/records.ts';
import { openBrowsers } from './browsers.ts';
import { openSender } from './send.ts';
import type { DeliveryService } from './service.ts';
import { step, type Standing } from './step.ts';
import { openTroubles } from './troubles.ts';

export interface DeliveryParts {
  readonly config: DeliveryConfig;
  /** The broker whose notices wake the service and that it publishes messages on; it looks every second where absent. */
  readonly mqtt?: { readonly host: string; readonly port: number; readonly clientId: string; readonly token: string };
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** The data folder, which holds adapters and files of secrets, and its folder of secrets, where the keys of Web Push are made. */
  readonly root: string;
  readonly secretsFolder: string;
  /** Real UTC ms, and 0–1: sending again goes by them. */
  readonly wall?: () => number;
  readonly random?: () => number;
}

/** The running service. */
export interface Delivering extends Running {
  /** What keeps alerts from reaching people. */
  health(): readonly { readonly code: string; readonly message: string }[];
}

const lookMs = 1000;

/**
 * Tells people of alerts: reads the feed of alert changes and that of decisions, plans who is told what, and sends it. What everybody
 * knows and what waits to be sent is durable: after a crash it goes on as if nothing had been. Throws `STORE_NEWER`, `RECORDS_OWNED`;
 * a channel that cannot be used is named in `health()` and stops no other.
 */
export async function startDelivery(parts: DeliveryParts): Promise<Delivering> {
  const { stores, config, logger, wall = Date.now, random = Math.random } = parts;
  const db = await openDeliveryRecords(stores.records);
  const stop = new AbortController();
  const news = bell(stop.signal);
  const mqtt = connect(parts, news);
  const decided = onceThere<DecisionReader>(() => openDecisionReader(stores.records));
  const browsers = openBrowsers(db, decided.get);
  const channels = await openChannels({
    ...{ config, logger, root: parts.root, secretsFolder: parts.secretsFolder },
    ...{ publish: mqtt.publish, subscription: browsers.at },
  });
  const troubles = openTroubles(channels.faults, wall);
  const shared = {
    ...{ config, db, decisions: decided.get, sites: parts.sites, channels, browsers, clock: parts.clock },
    ...{ wall, random, troubles, logger, signal: stop.signal },
  };
  const working = work(stores, shared, news);
  return {
    health: troubles.list,
    async close() {
      stop.abort(new Error('the delivery of alerts stops'));
      await working;
      await channels.close();
      await mqtt.close();
      await decided.close((reader) => reader.close());
      await db.destroy();
    },
  };
}

function connect({ mqtt, logger }: DeliveryParts, news: Bell): Running & { readonly publish: Publish } {
  if (!mqtt) return { publish: async () => false, close: async () => {} };
  const session = startMqttSession({
    ...{ ...mqtt, logger, subscriptions: [topics.anyNotice('+')], onConnect: news.ring },
    onMessage(topic) {
      const parsed = parseTopic(topic);
      if (parsed.kind === 'notice' && parsed.notice === 'alert') news.ring();
    },
  });
  return { publish: (topic, payload) => session.publish(topic, payload), close: () => session.close() };
}

async function work(stores: Stores, shared: Omit<DeliveryService, 'alerts'>, news: Bell): Promise<void> {
  const alerts = await waitForAlerts(stores, shared);
  if (!alerts) return;
  const service: DeliveryService = { ...shared, alerts };
  const sender = openSender(service);
  const sending = new Set<Promise<void>>();
  let standing: Standing = await planned(service.db);
  while (!service.signal.aborted) {
    try {
      standing = await step(service, standing);
    } catch (error) {
      service.logger.error({ error }, 'alerts cannot be planned; it is tried again');
    }
    // Not awaited: a mail server that hangs keeps no other message from going.
    const sent = sender.sendDue().catch((error: unknown) => {
      service.logger.error({ error }, 'messages cannot be sent; it is tried again');
    });
    sending.add(sent);
    void sent.finally(() => sending.delete(sent));
    await news.wait(lookMs);
  }
  await Promise.all(sending);
  await alerts.close();
}

/** Opens the alerts once their service has made them; undefined where the signal aborts first. */
async function waitForAlerts(
  { records }: Stores,
  { signal, logger }: Pick<DeliveryService, 'signal' | 'logger'>,
): Promise<AlertReader | undefined> {
  const opened = onceThere(() => openAlertReader(records));
  while (!signal.aborted) {
    try {
      const reader = await opened.get();
      if (reader) return reader;
    } catch (error) {
      logger.error({ error }, 'the alerts cannot be read');
    }
    await sleep(lookMs, signal).catch(() => {});
  }
  return undefined;
}
