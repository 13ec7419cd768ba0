import { parseTopic, topics } from '@fieldlapse/contracts';
import { bell, sleep, startMqttSession, type Bell, type Running } from '@fieldlapse/runtime';
import { onceThere, openAlertReader, type AlertReader } from '@fieldlapse/store';
import type { Publish } from '../channels/mqtt-channel.ts';
import { planned } from '../outbox/records.ts';
import { openService, type OpenParts } from './open.ts';
import { openSender } from './send.ts';
import type { DeliveryService } from './service.ts';
import { step, type Standing } from './step.ts';

export interface DeliveryParts extends OpenParts {
  /** The broker whose notices wake the service and that it publishes messages on; it looks every second where absent. */
  readonly mqtt?: { readonly host: string; readonly port: number; readonly clientId: string; readonly token: string };
}

/** The running service. */
export interface Delivering extends Running {
  /** What keeps alerts from reaching people. */
  health(): readonly { readonly code: string; readonly message: string }[];
}

const lookMs = 1000;
/** After a start the broker is given so long before a message counts as failed. */
const connectMs = 5000;

/**
 * Tells people of alerts: reads the feed of alert changes and that of decisions, plans who is told what, and sends it. What everybody
 * knows and what waits to be sent is durable: after a crash it goes on as if nothing had been. Throws `STORE_NEWER`, `RECORDS_OWNED`;
 * a channel that cannot be used is named in `health()` and stops no other.
 */
export async function startDelivery(parts: DeliveryParts): Promise<Delivering> {
  const stop = new AbortController();
  const news = bell(stop.signal);
  const mqtt = connect(parts, news);
  const opened = await openService(parts, mqtt.publish, stop.signal).catch(async (error: unknown) => {
    await mqtt.close();
    throw error;
  });
  const working = work(parts, opened.service, news);
  return {
    health: opened.service.troubles.list,
    async close() {
      stop.abort(new Error('the delivery of alerts stops'));
      await working;
      await opened.close();
      await mqtt.close();
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
  return {
    async publish(topic, payload) {
      for (let waitedMs = 0; !session.connected && waitedMs < connectMs; waitedMs += connectMs / 50) {
        await sleep(connectMs / 50);
      }
      return session.publish(topic, payload);
    },
    close: () => session.close(),
  };
}

async function work(parts: DeliveryParts, opened: Omit<DeliveryService, 'alerts'>, news: Bell): Promise<void> {
  const alerts = await waitForAlerts(parts, opened.signal);
  if (!alerts) return;
  const service: DeliveryService = { ...opened, alerts };
  const { signal, logger } = service;
  const sender = openSender(service);
  const sending = new Set<Promise<void>>();
  let standing: Standing | undefined;
  while (!signal.aborted) {
    try {
      standing = await step(service, standing ?? (await planned(service.db)));
    } catch (error) {
      logger.error({ error }, 'alerts cannot be planned; it is tried again');
    }
    // Not awaited: a mail server that hangs keeps no other message from going.
    const sent = sender.sendDue().catch((error: unknown) => {
      logger.error({ error }, 'messages cannot be sent; it is tried again');
    });
    sending.add(sent);
    void sent.finally(() => sending.delete(sent));
    await news.wait(lookMs);
  }
  await Promise.all(sending);
  await alerts.close();
}

/** Opens the alerts once their service has made them; undefined where the signal aborts first. */
async function waitForAlerts({ stores, logger }: DeliveryParts, signal: AbortSignal): Promise<AlertReader | undefined> {
  const opened = onceThere(() => openAlertReader(stores.records));
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
