import { EventEmitter, once } from 'node:events';
import {
  ack,
  decodeJson,
  encodeJson,
  frameIdOf,
  parseSiteId,
  parseDeviceId,
  sha256Hex,
  topics,
  want,
  type AckEntry,
  type ClockSource,
  type FrameId,
  type FrameMeta,
  type QuantityName,
} from '@fieldlapse/contracts';
import { startMqttSession, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import { sendWindow, type OpenFrame } from './node-transfer.ts';

export interface MqttNodeOptions {
  readonly config: {
    readonly site: string;
    readonly device: string;
    readonly host: string;
    readonly port: number;
    readonly token: string;
    /** This run of the node, `{counter}-{8 hex digits}`. */
    readonly boot: string;
    /** Publishes under this device's topics instead of its own, as a thief would. */
    readonly posesAs?: string;
    /** Without an answer for so long it asks again, real ms; default 5000. */
    readonly stallMs?: number;
  };
  /** The node's clock; `source` says how far it is to be believed, `rtc` where absent. */
  readonly clock: Clock & { source?(): ClockSource };
  readonly logger: Logger;
}

/** A sensor value as the node's own driver gives it. */
export interface NodeValue {
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly value: number | null;
  readonly fault?: string;
  /** When it was read, UTC ms by the node's clock; when it is sent where absent. */
  readonly t?: number;
}

/** A node that speaks the wire itself, without spool: it keeps what it sends in memory until the server has it. */
export interface MqttNode extends Running {
  /** Resolves with the server's ack, however often the link is lost; rejects once closed. */
  sendFrame(camera: string, jpeg: Buffer): Promise<AckEntry>;
  /** Up to 1000 values in one batch; resolves with the server's ack; rejects once closed. */
  sendReadings(values: readonly NodeValue[]): Promise<AckEntry>;
  /** Publishes anything, for hostile tests; false where there is no connection. */
  publishRaw(topic: string, payload: Buffer): Promise<boolean>;
  /** The power goes: the connection breaks without a farewell, what was not acked is gone, pending sends reject. */
  losePower(): Promise<void>;
  /** Topics that the server refused. */
  readonly denied: readonly string[];
}

const maxDenied = 100;

/** Starts a simulated node; it connects in the background and never gives up. */
export function startMqttNode({ config, clock, logger }: MqttNodeOptions): MqttNode {
  const { boot, stallMs = 5000 } = config;
  const site = parseSiteId(config.site);
  const self = parseDeviceId(config.device);
  const poses = parseDeviceId(config.posesAs ?? config.device);
  const stop = new AbortController();
  const news = new EventEmitter().setMaxListeners(0);
  const acks = new Map<string, AckEntry>();
  const open = new Map<FrameId, OpenFrame>();
  const denied: string[] = [];
  let frameSeq = 0;
  let readingSeq = 0;

  const stamp = () => ({ t: clock.now(), mono: clock.mono(), clk: clock.source?.() ?? 'rtc' });
  const session = startMqttSession({
    ...{ host: config.host, port: config.port, token: config.token, clientId: config.device, logger },
    subscriptions: [topics.downOf(site, self)],
    reconnectSpreadMs: 100,
    minBackoffMs: 100,
    will: { topic: topics.status(site, self), payload: encodeJson({ v: 1, online: false, boot }) },
    onMessage: receive,
    onConnect() {
      const status = encodeJson({ v: 1, online: true, boot, ...stamp() });
      void session.publish(topics.status(site, poses), status, { retain: true });
      news.emit('change');
    },
    onDisconnect: () => news.emit('change'),
  });

  function receive(topic: string, payload: Buffer): void {
    if (topic === topics.down(site, self, 'ack')) decodeJson(ack, payload, topic).acks.forEach(keepAck);
    if (topic === topics.down(site, self, 'want')) {
      for (const { f, received, ranges } of decodeJson(want, payload, topic).frames) {
        const frame = open.get(f);
        if (frame) Object.assign(frame, { received, ...(ranges && { ranges }) });
      }
    }
    news.emit('change');
  }

  function keepAck(entry: AckEntry): void {
    if ('topic' in entry) {
      if (denied.length < maxDenied) denied.push(entry.topic);
    } else if ('f' in entry) acks.set(entry.f, entry);
    else if (entry.r.boot === boot) acks.set(`r${entry.r.from}`, entry);
  }

  /** Waits until the condition holds; false after the stall time. */
  async function until(holds: () => boolean): Promise<boolean> {
    const late = AbortSignal.timeout(stallMs);
    while (!holds()) {
      stop.signal.throwIfAborted();
      if (late.aborted) return false;
      await once(news, 'change', { signal: AbortSignal.any([stop.signal, late]) }).catch(() => {});
    }
    return true;
  }

  /** Repeats `attempt` on whatever connection there is until `key` is acked. */
  async function repeat(key: string, attempt: () => Promise<void>): Promise<AckEntry> {
    for (;;) {
      const entry = acks.get(key);
      acks.delete(key);
      if (entry) return entry;
      if (await until(() => session.connected)) await attempt();
    }
  }

  return {
    denied,
    publishRaw: (topic, payload) => session.publish(topic, payload),
    async sendFrame(camera, jpeg) {
      const meta = frameMetaOf(camera, jpeg, frameSeq++);
      const frame: OpenFrame = { meta, jpeg, received: 0, ranges: undefined };
      open.set(meta.f, frame);
      try {
        return await repeat(meta.f, () => sendWindow({ frame, session, site, device: poses, until, isAcked }));
      } finally {
        open.delete(meta.f);
      }
    },
    async sendReadings(values) {
      const from = readingSeq;
      readingSeq += values.length;
      const now = stamp();
      const readings = values.map(({ t = now.t, ...value }) => ({ ...value, ...now, t, mono: now.mono - (now.t - t) }));
      const payload = encodeJson({ v: 1, boot, from, readings });
      return repeat(`r${from}`, async () => {
        await session.publish(topics.readings(site, poses), payload);
        await until(() => isAcked(`r${from}`) || !session.connected);
      });
    },
    async losePower() {
      stop.abort(new Error('the node has lost its power'));
      session.dropConnection();
      await session.close();
    },
    async close() {
      stop.abort(new Error('closed'));
      await session.close();
    },
  };

  function isAcked(key: string): boolean {
    return acks.has(key);
  }

  function frameMetaOf(camera: string, jpeg: Buffer, seq: number): FrameMeta {
    const sha256 = sha256Hex(jpeg);
    const f = frameIdOf({ device: config.device, camera, boot, seq, sha256 });
    return { v: 1, f, camera, seq, ...stamp(), boot, bytes: jpeg.length, sha256 } as FrameMeta;
  }
}
