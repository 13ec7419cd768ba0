import type { Socket } from 'node:net';
import { FieldlapseError } from '@fieldlapse/contracts';
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { backoffMs } from './waiting/backoff.ts';
import { sleep } from './clock.ts';
import type { Running } from './lifecycle.ts';
import type { Logger } from './logger.ts';

export interface MqttSessionOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly token: string;
  readonly logger: Logger;
  /** Filters subscribed on every connection with QoS 1. */
  readonly subscriptions: readonly string[];
  /**
   * Handles one message; while the promise is pending, nothing more is taken from the socket, PUBACKs included: so
   * never await a QoS 1 `publish` of this session inside it, nor anything longer than the keepalive. A failure is logged and the message counts as handled.
   */
  readonly onMessage: (topic: string, payload: Buffer, packet: { retain: boolean }) => Promise<void> | void;
  /** Called after each connection's subscriptions are granted; publishing is possible from here. */
  readonly onConnect?: () => void;
  readonly onDisconnect?: () => void;
  readonly will?: { topic: string; payload: Buffer };
  /** First wait after a close by the server is uniform in this, ms: a restarted broker is not stormed. Default 1000. */
  readonly reconnectSpreadMs?: number;
  /** Backoff with full jitter lies between these, ms. Default 1000 and 60 000. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
  /** From the first SYN to the granted subscriptions, ms; a server that stays silent is left after it. Default 10 000. */
  readonly connectTimeoutMs?: number;
  readonly keepaliveSec?: number;
  readonly random?: () => number;
}

export interface MqttSession extends Running {
  readonly connected: boolean;
  /** Counts connections; what was published on an earlier one may be lost. */
  readonly generation: number;
  /**
   * Publishes on the current connection. Resolves true once written (QoS 0) or PUBACKed (QoS 1), which means nothing
   * about durability; false where the connection ended first. Never throws.
   */
  publish(topic: string, payload: Buffer, options?: { qos?: 0 | 1; retain?: boolean }): Promise<boolean>;
  /** Ends this connection; the session reconnects with backoff. */
  dropConnection(): void;
}

/** One connection from SYN to close. `pending` are publishes whose fate is open. */
interface Connection {
  readonly client: MqttClient;
  readonly pending: Set<(sent: boolean) => void>;
  readonly isUsable: () => boolean;
  /** Resolves at its end with how long it was usable, ms; undefined where it never was. */
  readonly ended: Promise<number | undefined>;
}

const closeGraceMs = 2000;

/**
 * Keeps one MQTT connection alive: a new client per connection, no client-side store, so that a refused packet can
 * never be replayed for ever; the caller owns its queue. Returns at once and connects in the background.
 */
export function startMqttSession(options: MqttSessionOptions): MqttSession {
  const { logger, random = Math.random, minBackoffMs = 1000, maxBackoffMs = 60_000 } = options;
  const stop = new AbortController();
  let connection: Connection | undefined;
  let generation = 0;
  let told = '';

  /** Says once why there is no connection, not at every attempt. */
  function tell(fault: FieldlapseError): void {
    if (stop.signal.aborted) return;
    if (told !== fault.message) logger.warn({ code: fault.code, clientId: options.clientId }, fault.message);
    told = fault.message;
  }

  function onUsable(): void {
    told = '';
    logger.info({ clientId: options.clientId }, `connected to the MQTT broker ${options.host}:${options.port}`);
    options.onConnect?.();
  }

  async function keepConnected(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      generation += 1;
      connection = openConnection(options, onUsable, tell);
      const usableMs = await connection.ended;
      if (usableMs !== undefined) {
        logger.info(
          { clientId: options.clientId },
          `disconnected from the MQTT broker ${options.host}:${options.port}`,
        );
        options.onDisconnect?.();
      }
      if (stop.signal.aborted) return;
      // A connection that ends at once is no success: two devices with one client id would throw each other out for ever.
      failures = usableMs !== undefined && usableMs > minBackoffMs ? 0 : failures + 1;
      const spreadMs = options.reconnectSpreadMs ?? 1000;
      const waitMs = failures === 0 ? random() * spreadMs : backoffMs(failures, minBackoffMs, maxBackoffMs, random);
      await sleep(waitMs, stop.signal).catch(() => {});
    }
  }
  const finished = keepConnected();

  return {
    get connected() {
      return connection?.isUsable() ?? false;
    },
    get generation() {
      return generation;
    },
    publish(topic, payload, { qos = 1, retain = false } = {}) {
      const current = connection;
      if (!current?.isUsable()) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (sent: boolean) => {
          current.pending.delete(settle);
          resolve(sent);
        };
        current.pending.add(settle);
        current.client.publish(topic, payload, { qos, retain }, (error) => settle(!error));
      });
    },
    dropConnection: () => void connection?.client.stream.destroy(),
    async close() {
      stop.abort(new Error('closed'));
      const client = connection?.client;
      if (client) {
        const grace = new AbortController();
        await Promise.race([client.endAsync(false), sleep(closeGraceMs, grace.signal)]).catch(() => {});
        grace.abort(new Error('ended'));
        // After an unfinished end(), end(true) would do nothing: only the socket itself can be ended.
        client.stream.destroy();
      }
      await finished;
    },
  };
}

function openConnection(
  options: MqttSessionOptions,
  onUsable: () => void,
  tell: (fault: FieldlapseError) => void,
): Connection {
  const { logger, host, port, connectTimeoutMs = 10_000 } = options;
  const client = connect(clientOptions(options));
  // Every QoS 0 publish behind a full socket waits with a listener of its own; the callers bound how many they have.
  client.stream.setMaxListeners(0);
  // Small acknowledgements must not wait for Nagle's timer: it would cost 40 ms per frame or batch.
  (client.stream as unknown as Socket).setNoDelay(true);
  const pending = new Set<(sent: boolean) => void>();
  let usableSince: number | undefined;
  let closed = false;
  let isExplained = false;
  const explain = (fault: FieldlapseError) => {
    isExplained = true;
    tell(fault);
  };
  const timer = setTimeout(() => {
    explain(
      new FieldlapseError('MQTT_UNREACHABLE', `no MQTT answer from ${host}:${port} within ${connectTimeoutMs} ms`),
    );
    client.stream.destroy();
  }, connectTimeoutMs);

  client.handleMessage = (packet: IPublishPacket, done) => {
    const retain = packet.retain ?? false;
    Promise.resolve()
      .then(() => options.onMessage(packet.topic, packet.payload as Buffer, { retain }))
      .catch((error: unknown) => logger.error({ error, topic: packet.topic }, 'message handler failed'))
      .finally(() => done());
  };
  client.on('connect', () => {
    subscribe(client, options.subscriptions).then(
      () => {
        if (closed) return;
        clearTimeout(timer);
        usableSince = performance.now();
        onUsable();
      },
      (error: Error) => {
        if (closed) return;
        explain(new FieldlapseError('NOT_AUTHORIZED', `${host}:${port} refused a subscription: ${error.message}`));
        client.stream.destroy();
      },
    );
  });
  client.on('error', (error) => explain(faultOf(error, options)));
  const ended = new Promise<number | undefined>((resolve) => {
    client.on('close', () => {
      // First of all: whoever learns that a publish failed may publish again at once.
      closed = true;
      clearTimeout(timer);
      client.end(true);
      if (usableSince === undefined && !isExplained) {
        tell(new FieldlapseError('MQTT_UNREACHABLE', `${host}:${port} closed the connection before it could be used`));
      }
      for (const settle of pending) settle(false);
      resolve(usableSince && performance.now() - usableSince);
    });
  });
  return { client, pending, isUsable: () => usableSince !== undefined && !closed, ended };
}

async function subscribe(client: MqttClient, filters: readonly string[]): Promise<void> {
  if (filters.length > 0) await client.subscribeAsync([...filters], { qos: 1 });
}

/** CONNACK codes 4 and 5 are about credentials [MQTT-3.2.2-3]; everything else is the network or the server. */
function faultOf(
  error: Error & { code?: number | string },
  { host, port, clientId }: MqttSessionOptions,
): FieldlapseError {
  if (error.code === 4 || error.code === 5) {
    return new FieldlapseError('BAD_CREDENTIALS', `the MQTT broker ${host}:${port} refuses the token of ${clientId}`);
  }
  return new FieldlapseError('MQTT_UNREACHABLE', `MQTT broker ${host}:${port}: ${error.message || error.code}`, {
    cause: error,
  });
}

function clientOptions(options: MqttSessionOptions): IClientOptions {
  return {
    host: options.host,
    port: options.port,
    clientId: options.clientId,
    username: options.clientId,
    password: options.token,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // Our own timer covers the subscriptions too.
    connectTimeout: 2 ** 31 - 1,
    keepalive: options.keepaliveSec ?? 30,
    ...(options.will && { will: { topic: options.will.topic, payload: options.will.payload, qos: 1, retain: true } }),
  };
}
