import {
  ack,
  decodeJson,
  encodeJson,
  FieldlapseError,
  parseTopic,
  topics,
  want,
  type AckEntry,
  type BootId,
  type DeviceAlert,
  type DeviceId,
  type SiteId,
  type Status,
} from '@fieldlapse/contracts';
import { sleep, startMqttSession, type Logger, type Running } from '@fieldlapse/runtime';
import type { Spool } from '../spool/spool.ts';
import { adaptiveFlow } from './flow.ts';
import { frameLane, type FrameSettled } from './frame-lane.ts';
import { wireBytes, type Packet } from './packet.ts';
import { readingLane } from './reading-lane.ts';
import { tokenBucket } from './token-bucket.ts';
import { trafficMeter } from './traffic-meter.ts';

/** The sender: empties the spool into the server over one MQTT connection that may be cut at any time. */
export interface Uplink extends Running {
  readonly connected: boolean;
  /** Something new is in the spool. */
  wake(): void;
  /** Sends the device's own alarm before everything else; kept until the broker has it, the oldest of too many goes. */
  publishAlert(alert: DeviceAlert): void;
  /** Publishes the latest status or report, before all readings and frames; an older one that still waits is replaced. */
  publishRetained(topic: string, payload: object): void;
  /** kbit/s on the wire; undefined is no cap. */
  setMaxKbps(kbps: number | undefined): void;
  state(): NonNullable<Status['uplink']>;
}

export interface UplinkOptions {
  readonly site: SiteId;
  readonly device: DeviceId;
  readonly boot: BootId;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly spool: Spool;
  readonly maxKbps: number | undefined;
  /** Most chunks under way. */
  readonly window: number;
  readonly reconnectSpreadMs: number;
  /** Ask the server before each frame what it holds: for imports. */
  readonly alwaysAsk: boolean;
  readonly logger: Logger;
  readonly onConnect?: () => void;
  readonly onConfig?: (payload: Buffer) => Promise<void>;
  readonly onSettled?: (settled: FrameSettled) => void;
}

const tickMs = 500;
const maxAlerts = 32;
const deniedPauseMs = 60_000;
const farewellMs = 1000;
const unreadablePauseMs = 1000;

export function startUplink(options: UplinkOptions): Uplink {
  const { site, device, spool, logger } = options;
  const flow = adaptiveFlow(options.window);
  const bucket = tokenBucket(options.maxKbps);
  const meter = trafficMeter();
  const alerts: Packet[] = [];
  const retained = new Map<string, Buffer>();
  const alertTopic = topics.deviceAlert(site, device);
  const stop = new AbortController();
  let ownKbps = options.maxKbps;
  let serverKbps: number | undefined;
  let framesStored = 0;
  let pausedUntil = 0;
  let woken = wakeUp();

  const readings = readingLane({ site, device, spool, logger });
  const frames = frameLane({
    ...options,
    flow,
    windowChunks: options.window,
    onSettled(settled) {
      if (settled.outcome === 'stored') framesStored += 1;
      options.onSettled?.(settled);
    },
  });

  const offline = {
    topic: topics.status(site, device),
    payload: encodeJson({ v: 1, online: false, boot: options.boot }),
  };
  const session = startMqttSession({
    host: options.host,
    port: options.port,
    clientId: device,
    token: options.token,
    logger,
    subscriptions: [topics.downOf(site, device)],
    reconnectSpreadMs: options.reconnectSpreadMs,
    will: offline,
    onMessage: (topic, payload) => onMessage(topic, payload),
    onConnect() {
      options.onConnect?.();
      wake();
    },
    onDisconnect: onLost,
  });

  function onLost(): void {
    readings.onLost();
    frames.onLost();
  }

  function wake(): void {
    woken.resolve();
  }

  function applyRate(): void {
    const rate = Math.min(ownKbps ?? Infinity, serverKbps ?? Infinity);
    bucket.setRate(rate === Infinity ? undefined : rate);
    wake();
  }

  async function onMessage(topic: string, payload: Buffer): Promise<void> {
    try {
      const parsed = parseTopic(topic);
      if (parsed.kind !== 'down') return;
      if (parsed.down === 'want') onWant(payload);
      else if (parsed.down === 'ack') await onAck(payload);
      else if (parsed.down === 'config') await options.onConfig?.(payload);
    } catch (error) {
      if (!(error instanceof FieldlapseError)) throw error;
      logger.warn({ code: error.code, topic, error: error.message }, 'message from the server not understood');
    }
    wake();
  }

  function onWant(payload: Buffer): void {
    const message = decodeJson(want, payload, 'down/want');
    frames.onWant(message, performance.now());
    if (message.pauseMs !== undefined) pausedUntil = performance.now() + message.pauseMs;
    if (message.maxKbps !== undefined) {
      serverKbps = message.maxKbps;
      applyRate();
    }
  }

  async function onAck(payload: Buffer): Promise<void> {
    for (const entry of decodeJson(ack, payload, 'down/ack').acks) {
      // One frame that cannot be deleted must not keep the others on the card.
      await onAckEntry(entry).catch((error: unknown) => logger.error({ error }, 'acknowledgement not carried out'));
    }
  }

  async function onAckEntry(entry: AckEntry): Promise<void> {
    if ('f' in entry) return frames.onAck(entry, performance.now());
    if ('r' in entry) return readings.onAck(entry);
    logger.error({ code: 'UPLINK_DENIED', topic: entry.topic, reason: entry.code }, 'the broker refuses our messages');
    pausedUntil = performance.now() + deniedPauseMs;
  }

  /** The next packet by priority: alert > status > readings > frames; undefined where nothing may be sent now. */
  async function next(): Promise<Packet | undefined> {
    const alert = alerts.shift();
    if (alert) return alert;
    for (const [topic, payload] of retained) {
      retained.delete(topic);
      return { topic, payload, qos: 1, retain: true };
    }
    const at = performance.now();
    const paused = at < pausedUntil;
    return (await readings.next(at)) ?? (paused ? undefined : frames.next(at));
  }

  /** A card that cannot be read just now must not end the sending for ever. */
  async function nextOrWait(): Promise<Packet | undefined> {
    try {
      return await next();
    } catch (error) {
      logger.error({ error }, 'the spool cannot be read');
      onLost();
      await sleep(unreadablePauseMs, stop.signal);
      return undefined;
    }
  }

  function onUnsent(packet: Packet): void {
    if (packet.topic === alertTopic) alerts.unshift(packet);
    onLost();
  }

  async function send(): Promise<void> {
    while (!stop.signal.aborted) {
      woken = wakeUp();
      await bucket.ready(stop.signal);
      const packet = session.connected ? await nextOrWait() : undefined;
      if (!packet) {
        await woken.promise;
        continue;
      }
      const bytes = wireBytes(packet);
      bucket.spend(bytes);
      meter.count(bytes);
      const { topic, payload, qos, retain = false } = packet;
      const published = session.publish(topic, payload, { qos, retain }).then((sent) => sent || onUnsent(packet));
      // A chunk waits for the socket, so that what is urgent overtakes the rest; PUBACK is not waited for, it proves nothing.
      if (qos === 0) await published;
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      await sleep(tickMs, stop.signal);
      const at = performance.now();
      const stalled = [readings.checkStalls(at), frames.checkStalls(at)].some(Boolean);
      if (stalled || pausedUntil > 0) wake();
    }
  }

  // Both end with the signal's reason only.
  const finished = Promise.allSettled([send(), watch()]);

  return {
    get connected() {
      return session.connected;
    },
    wake,
    publishAlert(alert) {
      alerts.push({ topic: alertTopic, payload: encodeJson(alert), qos: 1 });
      if (alerts.length > maxAlerts) alerts.shift();
      wake();
    },
    publishRetained(topic, payload) {
      retained.set(topic, encodeJson(payload));
      wake();
    },
    setMaxKbps(kbps) {
      ownKbps = kbps;
      applyRate();
    },
    state() {
      const sending = frames.newest;
      const entry = sending && spool.frames.get(sending.f);
      return {
        ...(sending && entry && { sending: { camera: entry.camera, bytes: sending.size, sent: sending.received } }),
        kbps: meter.kbps(),
        framesStored,
        bytesSent: meter.total,
      };
    },
    async close() {
      stop.abort(new Error('closed'));
      wake();
      await finished;
      // A clean end sends no last will: say it ourselves.
      const grace = new AbortController();
      const said = session.publish(offline.topic, offline.payload, { retain: true });
      await Promise.race([said, sleep(farewellMs, grace.signal).catch(() => {})]);
      grace.abort(new Error('said'));
      await session.close();
    },
  };
}

function wakeUp(): { promise: Promise<void>; resolve: () => void } {
  return Promise.withResolvers<void>();
}
