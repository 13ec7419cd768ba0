import {
  FieldlapseError,
  idPattern,
  localDayOf,
  parseTopic,
  topics,
  type DeviceId,
  type SiteConfig,
  type SiteId,
} from '@fieldlapse/contracts';
import { startMqttSession, type Clock, type Logger, type MqttSession, type Running } from '@fieldlapse/runtime';
import { intakeMigrations, type IntakeTables, type Stores } from '@fieldlapse/store';
import type { IntakeConfig } from './config.ts';
import { openDeviceDesk } from './devices/device-desk.ts';
import { openFrameDesk, type FrameDesk } from './frames/frame-desk.ts';
import { openFrameTable } from './frames/open-frames.ts';
import { openGroupCommit } from './commit/group-commit.ts';
import { openLanes, type Message } from './lanes.ts';
import { openNotices } from './notices.ts';
import { openQuarantine } from './quarantine.ts';
import { openQuota } from './quota.ts';
import { openReadingDesk, type ReadingDesk } from './readings/reading-desk.ts';
import { startSeriesWriter } from './readings/series-writer.ts';
import { openReplies } from './replies.ts';
import { storeGate, type Health } from './commit/store-gate.ts';

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
export interface IntakeMetrics {
  readonly frames: FrameDesk['counts'];
  readonly readings: ReadingDesk['counts'];
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Half-received frames in memory, bytes announced. */
  readonly assemblyBytes: number;
  readonly framesEvicted: number;
  readonly queuedBytes: number;
  readonly messagesDropped: number;
  readonly repliesDropped: number;
  /** How often a store was full. */
  readonly storeFull: number;
  /** The last `acceptedSeq` whose readings stand in the series. */
  readonly seriesCursor: number;
}

export interface Intake extends Running {
  readonly connected: boolean;
  metrics(): IntakeMetrics;
  /** Whether intake can store; what people are shown while it cannot. */
  health(): Health;
  /** Stores and publishes the configuration that a device should have; returns its revision. */
  publishDesired(site: SiteId, device: DeviceId, config: Record<string, unknown>): Promise<number>;
}

/** Time zone of a site that the configuration does not name. */
const defaultZone = 'Asia/Ho_Chi_Minh';
const noticeIntervalMs = 250;

/**
 * Accepts frames, readings and what devices say of themselves from MQTT, and acks each frame and batch only after it is
 * durable. `close()` stores and acks what has arrived whole, then resolves. Throws `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const { config, stores, clock, logger } = options;
  const db = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const commits = openGroupCommit(db);
  const now = () => clock.now();
  const zoneOf = (site: string) => options.sites().find(({ id }) => id === site)?.timeZone ?? defaultZone;
  const dayOf = (site: string, utcMs: number) => localDayOf(utcMs, zoneOf(site));
  const session = (): MqttSession => mqtt;
  const replies = openReplies(session);
  const notices = openNotices(session);
  const gate = storeGate(config.retryInterval, now, logger);
  const quota = openQuota(config.quota);
  const open = openFrameTable(config.limits);
  const quarantine = await openQuarantine({ limits: config.quarantine, db, commits, blobs: stores.blobs, logger });
  const writer = await startSeriesWriter({
    db,
    commits,
    series: stores.series,
    uncertainAfterMs: config.uncertainAfter,
    now,
    logger,
  });
  const shared = { replies, notices, commits, db, quota, gate, quarantine, now, zoneOf, dayOf };
  const frames = openFrameDesk({
    ...shared,
    blobs: stores.blobs,
    open,
    frameBytes: config.limits.frameBytes,
    wantChunks: config.wantChunks,
  });
  const readings = openReadingDesk({ ...shared, onStored: writer.wake });
  const devices = openDeviceDesk({ ...shared, session, tokenSha256Of: options.tokenSha256Of ?? (() => undefined) });
  let messagesDropped = 0;
  let closing = false;

  const lanes = openLanes(config.limits, ({ topic, payload, retain }: Message) => {
    const origin = { site: topic.site, device: topic.device };
    if (topic.kind === 'frame-chunk') return frames.chunk(origin, topic.frame, topic.offset, payload);
    if (topic.kind === 'frame-meta') return frames.meta(origin, topic.frame, payload);
    if (topic.kind === 'readings') return readings.batch(origin, payload);
    return devices.message(topic.kind, origin, payload, retain);
  });

  async function onMessage(text: string, payload: Buffer, { retain }: { retain: boolean }): Promise<void> {
    if (closing) return;
    const topic = topicOf(text);
    if ('code' in topic) return refuseTopic(text, topic, payload);
    if (!lanes.push({ topic, payload, retain })) {
      messagesDropped += 1;
      if (topic.kind === 'frame-chunk') frames.dropped(topic, topic.frame);
    }
    await lanes.room();
  }

  /** Tells a device that published under no topic of the protocol, where its id can be read. */
  function refuseTopic(text: string, { code, message }: FieldlapseError, payload: Buffer): void {
    const [, , site = '', device = ''] = text.split('/');
    if (!idPattern.test(site) || !idPattern.test(device)) return;
    const origin = { site: site as SiteId, device: device as DeviceId };
    quarantine.keep({ origin, what: 'topic', code, message, receivedAt: now(), bytes: payload });
    replies.ack(origin, { topic: text.slice(0, 500), s: 'denied', code, message });
  }

  const mqtt = startMqttSession({
    host: config.host,
    port: config.port,
    clientId: config.clientId,
    token: config.token,
    logger,
    subscriptions: [topics.anyUp('+')],
    onMessage,
    onConnect: () => void devices.publishAll().catch((error: unknown) => logger.error({ error }, 'no desired config')),
  });
  const timers = [setInterval(frames.report, config.wantInterval), setInterval(notices.flush, noticeIntervalMs)];

  return {
    get connected() {
      return mqtt.connected;
    },
    metrics: () => ({
      frames: frames.counts,
      readings: { ...readings.counts },
      refused: { ...quarantine.refused },
      assemblyBytes: open.bytes,
      framesEvicted: open.evicted,
      queuedBytes: lanes.queuedBytes,
      messagesDropped,
      repliesDropped: replies.dropped,
      storeFull: gate.fullCount,
      seriesCursor: writer.cursor,
    }),
    health: gate.health,
    publishDesired: devices.publishDesired,
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      await lanes.idle();
      await Promise.all([frames.idle(), readings.idle(), quarantine.idle()]);
      notices.flush();
      await replies.flush();
      await mqtt.close();
      await writer.close();
      await commits.idle();
      await db.destroy();
    },
  };
}

/** The parts of a topic that devices publish to, or the error of any other. */
function topicOf(text: string): Message['topic'] | FieldlapseError {
  try {
    const topic = parseTopic(text);
    if (topic.kind !== 'down' && topic.kind !== 'notice') return topic;
    return new FieldlapseError('BAD_TOPIC', `topic ${JSON.stringify(text)}: devices do not publish here`);
  } catch (error) {
    if (error instanceof FieldlapseError) return error;
    throw error;
  }
}
