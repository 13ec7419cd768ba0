import {
  FieldlapseError,
  parseTopic,
  topics,
  type DeviceId,
  type SiteConfig,
  type SiteId,
} from '@fieldlapse/contracts';
import { startMqttSession, type Clock, type Logger, type MqttSession, type Running } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import type { Health } from './commit/store-gate.ts';
import type { IntakeConfig } from './config.ts';
import { openDesks, type DeskMetrics } from './desks.ts';
import { openLanes, type Message } from './lanes.ts';
import type { Originals } from './originals.ts';

/** What intake needs. */
export interface IntakeOptions {
  readonly config: IntakeConfig;
  readonly stores: Stores;
  /** The sites as configured now: their time zones decide local days. */
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hex SHA-256 of a device's token, to sign its desired configuration; without it none is published. */
  readonly tokenSha256Of?: (device: string) => string | undefined | Promise<string | undefined>;
}

/** What intake has done since it started. */
export interface IntakeMetrics extends DeskMetrics {
  /** Messages that wait to be looked at, bytes. */
  readonly queuedBytes: number;
  /** Messages that found the queue of their device full. */
  readonly messagesDropped: number;
}

export interface Intake extends Running {
  readonly connected: boolean;
  /** Where retention notes which pictures it deletes. */
  readonly originals: Originals;
  metrics(): IntakeMetrics;
  /** Whether intake can store; what people are shown while it cannot. */
  health(): Health;
  /** Stores and publishes the configuration that a device should have; returns its revision. */
  publishDesired(site: SiteId, device: DeviceId, config: Record<string, unknown>): Promise<number>;
}

const noticeIntervalMs = 250;

/**
 * Accepts frames, readings and what devices say of themselves from MQTT, and acks each frame and batch only after it is
 * durable. `close()` stores and acks what has arrived whole, then resolves. Throws `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const { config, logger } = options;
  const desks = await openDesks(options, (): MqttSession => mqtt);
  const { frames, devices } = desks;
  const lanes = openLanes(config.limits, desks.take);
  let messagesDropped = 0;
  let closing = false;

  async function onMessage(text: string, payload: Buffer, { retain }: { retain: boolean }): Promise<void> {
    if (closing) return;
    const topic = upTopicOf(text);
    if (topic instanceof FieldlapseError) return desks.refuseTopic(text, topic, payload);
    if (!lanes.push({ topic, payload, retain })) {
      messagesDropped += 1;
      if (topic.kind === 'frame-chunk') frames.dropped(topic, topic.frame);
    }
    await lanes.room();
  }

  const { host, port, clientId, token } = config;
  const mqtt = startMqttSession({
    host,
    port,
    clientId,
    token,
    logger,
    subscriptions: [topics.anyUp('+')],
    onMessage,
    onConnect: () => void devices.publishAll().catch((error: unknown) => logger.error({ error }, 'no desired config')),
  });
  const timers = [setInterval(frames.report, config.wantInterval), setInterval(desks.notices.flush, noticeIntervalMs)];

  return {
    get connected() {
      return mqtt.connected;
    },
    originals: desks.originals,
    metrics: () => ({ ...desks.metrics(), queuedBytes: lanes.queuedBytes, messagesDropped }),
    health: desks.health,
    publishDesired: devices.publishDesired,
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      await lanes.idle();
      await desks.drain();
      await mqtt.close();
      await desks.close();
    },
  };
}

/** The parts of a topic that devices publish to, or the error of any other. */
function upTopicOf(text: string): Message['topic'] | FieldlapseError {
  try {
    const topic = parseTopic(text);
    if (topic.kind !== 'down' && topic.kind !== 'notice') return topic;
    return new FieldlapseError('BAD_TOPIC', `topic ${JSON.stringify(text)}: devices do not publish here`);
  } catch (error) {
    if (error instanceof FieldlapseError) return error;
    throw error;
  }
}
