import {
  idPattern,
  localDayOf,
  timeZoneOf,
  type DeviceId,
  type FieldlapseError,
  type SiteId,
} from '@fieldlapse/contracts';
import type { MqttSession } from '@fieldlapse/runtime';
import { intakeMigrations, type IntakeTables } from '@fieldlapse/store';
import { openGroupCommit } from './commit/group-commit.ts';
import { storeGate, type Health } from './commit/store-gate.ts';
import { openDeviceDesk, type DeviceDesk } from './devices/device-desk.ts';
import { openFrameDesk, type FrameDesk } from './frames/frame-desk.ts';
import { openFrameTable } from './frames/open-frames.ts';
import type { Message } from './lanes.ts';
import { openNotices, type Notices } from './notices.ts';
import { openOriginals, type Originals } from './originals.ts';
import { openQuarantine } from './quarantine.ts';
import { openQuota } from './quota.ts';
import { openReadingDesk, type ReadingDesk } from './readings/reading-desk.ts';
import { startSeriesWriter } from './readings/series-writer.ts';
import { openReplies } from './replies.ts';
import type { IntakeOptions } from './start-intake.ts';

/** What the desks have done since intake started. */
export interface DeskMetrics {
  readonly frames: FrameDesk['counts'];
  readonly readings: ReadingDesk['counts'];
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Half-received frames in memory, bytes announced. */
  readonly assemblyBytes: number;
  readonly framesEvicted: number;
  readonly repliesDropped: number;
  /** How often a store was full. */
  readonly storeFull: number;
  /** The last `acceptedSeq` whose readings stand in the series. */
  readonly seriesCursor: number;
}

/** Everything behind the queues: what looks at messages, stores, and answers. */
export interface Desks {
  /** Looks at one message; resolves when the next one of its device may be looked at. Never rejects. */
  take(message: Message): Promise<void> | void;
  /** Tells a device that it published under no topic of the protocol, where its id can be read. */
  refuseTopic(text: string, error: FieldlapseError, payload: Buffer): void;
  readonly frames: FrameDesk;
  readonly devices: DeviceDesk;
  readonly notices: Notices;
  readonly originals: Originals;
  health(): Health;
  metrics(): DeskMetrics;
  /** Resolves when everything taken is stored and answered. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Opens intake's records and the desks over them; `session` is asked for when something is to be published. */
export async function openDesks(options: IntakeOptions, session: () => MqttSession): Promise<Desks> {
  const { config, stores, logger } = options;
  const { blobs } = stores;
  const db = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const now = () => options.clock.now();
  const zoneOf = (site: string) => timeZoneOf(options.sites(), site);
  const dayOf = (site: string, utcMs: number) => localDayOf(utcMs, zoneOf(site));

  const commits = openGroupCommit(db);
  const gate = storeGate(config.retryInterval, now, logger);
  const quarantine = await openQuarantine({ limits: config.quarantine, db, commits, blobs, logger });
  const uncertainAfterMs = config.uncertainAfter;
  const writer = await startSeriesWriter({ db, commits, series: stores.series, uncertainAfterMs, now, logger });
  const replies = openReplies(session);
  const notices = openNotices(session);
  const quota = openQuota(config.quota, logger);
  const shared = { logger, replies, notices, commits, db, quota, gate, quarantine, now, zoneOf, dayOf };

  const open = openFrameTable(config.limits);
  const { frameBytes } = config.limits;
  const frames = openFrameDesk({ ...shared, blobs, open, frameBytes, wantChunks: config.wantChunks });
  const readings = openReadingDesk({ ...shared, onStored: writer.wake });
  const devices = openDeviceDesk({ ...shared, session, tokenSha256Of: options.tokenSha256Of ?? (() => undefined) });

  return {
    frames,
    devices,
    notices,
    originals: openOriginals(db, commits),
    take({ topic, payload, retain }) {
      const origin = { site: topic.site, device: topic.device };
      if (topic.kind === 'frame-chunk') return frames.chunk(origin, topic.frame, topic.offset, payload);
      if (topic.kind === 'frame-meta') return frames.meta(origin, topic.frame, payload);
      if (topic.kind === 'readings') return readings.batch(origin, payload);
      return devices.message(topic.kind, origin, payload, retain);
    },
    refuseTopic(text, { code, message }, payload) {
      const [, , site = '', device = ''] = text.split('/');
      if (!idPattern.test(site) || !idPattern.test(device)) return;
      const origin = { site: site as SiteId, device: device as DeviceId };
      quarantine.keep({ origin, what: 'topic', code, message, receivedAt: now(), bytes: payload });
      replies.ack(origin, { topic: text.slice(0, 500), s: 'denied', code, message: message.slice(0, 500) });
    },
    health: gate.health,
    metrics: () => ({
      frames: frames.counts,
      readings: { ...readings.counts },
      refused: { ...quarantine.refused },
      assemblyBytes: open.bytes,
      framesEvicted: open.evicted,
      repliesDropped: replies.dropped,
      storeFull: gate.fullCount,
      seriesCursor: writer.cursor,
    }),
    async drain() {
      await Promise.all([frames.idle(), readings.idle(), quarantine.idle()]);
      notices.flush();
      await replies.flush();
    },
    async close() {
      await writer.close();
      await commits.idle();
      await db.destroy();
    },
  };
}
