import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
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
  /** Handles one message; while the promise is pending, no further message is taken from the socket. */
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

/**
 * Keeps one MQTT connection alive: a new client per connection, no client-side store, so that a refused packet can
 * never be replayed for ever; the caller owns its queue. Returns at once and connects in the background.
 */
export function startMqttSession(options: MqttSessionOptions): MqttSession {
  const { logger, random = Math.random } = options;
  const minBackoffMs = options.minBackoffMs ?? 1000;
  const maxBackoffMs = options.maxBackoffMs ?? 60_000;
  const stop = new AbortController();
  let client: MqttClient | undefined;
  let ready = false;
  let generation = 0;
  let failures = 0;

  const finished = (async () => {
    while (!stop.signal.aborted) {
      const served = await oneConnection();
      if (stop.signal.aborted) return;
      failures = served ? 0 : failures + 1;
      const ceiling = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(failures, 16));
      const waitMs = served ? random() * (options.reconnectSpreadMs ?? 1000) : random() * ceiling;
      await sleep(waitMs, stop.signal).catch(() => {});
    }
  })();

  /** Serves one connection to its end; resolves true if it had been usable. */
  function oneConnection(): Promise<boolean> {
    return new Promise((resolve) => {
      let usable = false;
      const current = connect(clientOptions(options));
      client = current;
      generation += 1;
      current.handleMessage = (packet: IPublishPacket, done) => {
        Promise.resolve(options.onMessage(packet.topic, packet.payload as Buffer, { retain: packet.retain ?? false }))
          .catch((error: unknown) => logger.error({ error, topic: packet.topic }, 'message handler failed'))
          .finally(() => done());
      };
      current.on('connect', () => {
        const filters = [...options.subscriptions];
        const granted = filters.length > 0 ? current.subscribeAsync(filters, { qos: 1 }) : Promise.resolve([]);
        granted.then(
          () => {
            if (client !== current || stop.signal.aborted) return;
            usable = ready = true;
            options.onConnect?.();
          },
          (error: unknown) => {
            logger.error({ error, filters }, 'subscription refused');
            current.end(true);
          },
        );
      });
      current.on('error', (error) => logger.debug({ error: error.message }, 'mqtt connection error'));
      current.on('close', () => {
        if (client === current) {
          client = undefined;
          ready = false;
        }
        current.end(true);
        if (usable) options.onDisconnect?.();
        resolve(usable);
      });
    });
  }

  return {
    get connected() {
      return ready;
    },
    get generation() {
      return generation;
    },
    publish(topic, payload, { qos = 1, retain = false } = {}) {
      const current = client;
      if (!current || !ready) return Promise.resolve(false);
      return new Promise((resolve) => {
        const lost = () => resolve(false);
        current.once('close', lost);
        current.publish(topic, payload, { qos, retain }, (error) => {
          current.off('close', lost);
          resolve(!error);
        });
      });
    },
    dropConnection: () => void client?.end(true),
    async close() {
      stop.abort(new Error('closed'));
      const current = client;
      if (current) {
        await Promise.race([current.endAsync(false).catch(() => {}), sleep(2000)]);
        current.end(true);
      }
      await finished;
    },
  };
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
    connectTimeout: 10_000,
    keepalive: options.keepaliveSec ?? 30,
    ...(options.will && { will: { topic: options.will.topic, payload: options.will.payload, qos: 1, retain: true } }),
  };
}
