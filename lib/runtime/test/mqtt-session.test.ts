import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  silentLogger,
  sleep,
  startMqttSession,
  type Logger,
  type MqttSession,
  type MqttSessionOptions,
} from '@fieldlapse/runtime';
import { freePort, hasMosquitto, startMosquitto, type Mosquitto } from './mosquitto.ts';

const sessions: MqttSession[] = [];
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
});

function open(port: number, options: Partial<MqttSessionOptions> = {}): MqttSession {
  const session = startMqttSession({
    host: '127.0.0.1',
    port,
    clientId: `node-${sessions.length}`,
    token: 'secret',
    logger: silentLogger,
    subscriptions: [],
    onMessage: () => {},
    reconnectSpreadMs: 50,
    minBackoffMs: 20,
    maxBackoffMs: 200,
    ...options,
  });
  sessions.push(session);
  return session;
}

const connected = (session: MqttSession) =>
  vi.waitFor(() => expect(session.connected).toBe(true), { timeout: 10_000, interval: 10 });
const lost = (session: MqttSession) =>
  vi.waitFor(() => expect(session.connected).toBe(false), { timeout: 10_000, interval: 5 });

/** Keeps what is logged at `warn` or above. */
function listeningLogger(): { logger: Logger; warnings: { code?: string; text: string }[] } {
  const warnings: { code?: string; text: string }[] = [];
  const keep = (fields: { code?: string }, text: string) =>
    warnings.push({ ...(fields.code && { code: fields.code }), text });
  const logger = { debug: () => {}, info: () => {}, warn: keep, error: keep, child: () => logger } as unknown as Logger;
  return { logger, warnings };
}

describe.skipIf(!hasMosquitto())('an MQTT session on a real broker', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    broker = await startMosquitto();
  });
  afterAll(() => broker.close());

  it('delivers what it publishes to its subscriptions, with topic, bytes and retain flag', async () => {
    const got: unknown[] = [];
    const session = open(broker.port, { subscriptions: ['a/+'], onMessage: (...message) => void got.push(message) });
    await connected(session);
    expect(await session.publish('a/1', Buffer.from([0, 255]))).toBe(true);
    expect(await session.publish('a/2', Buffer.from('x'), { qos: 0 })).toBe(true);
    await vi.waitFor(() => expect(got).toHaveLength(2));
    expect(got).toEqual([
      ['a/1', Buffer.from([0, 255]), { retain: false }],
      ['a/2', Buffer.from('x'), { retain: false }],
    ]);
  });

  it('calls onConnect only when the subscriptions are granted, so that nothing published from there is missed', async () => {
    let got = 0;
    const session: MqttSession = open(broker.port, {
      subscriptions: ['early/#'],
      onMessage: () => void (got += 1),
      onConnect: () => void session.publish('early/1', Buffer.from('x')),
    });
    await vi.waitFor(() => expect(got).toBe(1));
  });

  it('takes no further message while the handler is pending', async () => {
    const releases: (() => void)[] = [];
    const session = open(broker.port, {
      subscriptions: ['slow'],
      onMessage: () => new Promise<void>((resolve) => releases.push(resolve)),
    });
    const sender = open(broker.port);
    await Promise.all([connected(session), connected(sender)]);
    for (let n = 0; n < 3; n += 1) await sender.publish('slow', Buffer.from([n]));
    await vi.waitFor(() => expect(releases).toHaveLength(1));
    await sleep(100);
    expect(releases).toHaveLength(1);
    releases[0]?.();
    await vi.waitFor(() => expect(releases).toHaveLength(2));
    releases[1]?.();
    await vi.waitFor(() => expect(releases).toHaveLength(3));
    releases[2]?.();
  });

  it('goes on after a handler that throws or rejects', async () => {
    const { logger, warnings } = listeningLogger();
    const got: string[] = [];
    const session = open(broker.port, {
      logger,
      subscriptions: ['bad'],
      onMessage: (_topic, payload) => {
        got.push(payload.toString());
        if (got.length === 1) throw new Error('thrown');
        return Promise.reject(new Error('rejected'));
      },
    });
    await connected(session);
    for (const text of ['1', '2', '3']) await session.publish('bad', Buffer.from(text));
    await vi.waitFor(() => expect(got).toEqual(['1', '2', '3']));
    expect(warnings.map(({ text }) => text)).toEqual(Array(3).fill('message handler failed'));
  });

  it('has a thousand messages in flight without a listener each', async () => {
    const alarms: string[] = [];
    const note = (warning: Error) => alarms.push(warning.name);
    process.on('warning', note);
    const session = open(broker.port);
    await connected(session);
    const flights = Array.from({ length: 2000 }, (_, n) =>
      session.publish('many', Buffer.alloc(2000), { qos: n % 2 ? 1 : 0 }),
    );
    expect((await Promise.all(flights)).every(Boolean)).toBe(true);
    await sleep(20);
    process.off('warning', note);
    expect(alarms).toEqual([]);
  });

  it('reconnects after dropConnection with a new generation and its subscriptions', async () => {
    let disconnects = 0;
    const got: string[] = [];
    const session = open(broker.port, {
      subscriptions: ['again'],
      onMessage: (_topic, payload) => void got.push(payload.toString()),
      onDisconnect: () => void (disconnects += 1),
    });
    await connected(session);
    const before = session.generation;
    session.dropConnection();
    session.dropConnection();
    await lost(session);
    expect(await session.publish('again', Buffer.from('lost'))).toBe(false);
    await connected(session);
    expect(session.generation).toBe(before + 1);
    expect(disconnects).toBe(1);
    await session.publish('again', Buffer.from('kept'));
    await vi.waitFor(() => expect(got).toEqual(['kept']));
  });

  it('a sender that publishes again at once when told of a loss is answered every time', async () => {
    const session = open(broker.port);
    await connected(session);
    const sender = (async () => {
      for (let sent = 0; sent < 200;)
        sent += (await session.publish('x', Buffer.from('x'))) ? 1 : await sleep(1).then(() => 0);
    })();
    for (let n = 0; n < 5; n += 1) {
      await connected(session);
      session.dropConnection();
      await lost(session);
    }
    await sender;
  });

  it('leaves its last will when the connection breaks and not when it is closed', async () => {
    const wills: string[] = [];
    const watcher = open(broker.port, { subscriptions: ['will/#'], onMessage: (topic) => void wills.push(topic) });
    const will = (topic: string) => ({ topic, payload: Buffer.from('gone') });
    const dropped = open(broker.port, { will: will('will/dropped') });
    const closed = open(broker.port, { will: will('will/closed') });
    await Promise.all([watcher, dropped, closed].map(connected));
    await closed.close();
    dropped.dropConnection();
    await vi.waitFor(() => expect(wills).toEqual(['will/dropped']));
    await connected(dropped);
    await dropped.publish('will/dropped', Buffer.alloc(0), { retain: true });
  });

  it('close() resolves twice over, while connecting, and when never usable', async () => {
    const early = open(broker.port);
    await early.close();
    await early.close();
    expect(early.connected).toBe(false);
    expect(await early.publish('x', Buffer.from('x'))).toBe(false);
  });
});

describe.skipIf(!hasMosquitto())('an MQTT session whose broker misbehaves', () => {
  it('survives a broker that is killed and comes back; what was in flight is told as lost', async () => {
    const broker = await startMosquitto();
    const session = open(broker.port);
    await connected(session);
    await broker.signal('SIGSTOP');
    const flights = Array.from({ length: 10 }, () => session.publish('x', Buffer.alloc(100)));
    await broker.signal('SIGKILL');
    expect(await Promise.all(flights)).toEqual(Array(10).fill(false));
    await broker.start();
    await connected(session);
    expect(await session.publish('x', Buffer.from('x'))).toBe(true);
    await session.close();
    await broker.close();
  });

  it('leaves a broker that froze after its keepalive, and what was in flight is told as lost', async () => {
    const broker = await startMosquitto();
    const session = open(broker.port, { keepaliveSec: 1 });
    await connected(session);
    await broker.signal('SIGSTOP');
    expect(await session.publish('x', Buffer.from('x'))).toBe(false);
    await broker.signal('SIGCONT');
    await connected(session);
    await session.close();
    await broker.close();
  });

  it('close() ends although a frozen broker owes PUBACKs, and those publishes are told as lost', async () => {
    const broker = await startMosquitto();
    const session = open(broker.port);
    await connected(session);
    await broker.signal('SIGSTOP');
    const flight = session.publish('x', Buffer.from('x'));
    await session.close();
    expect(await flight).toBe(false);
    await broker.close();
  });

  it('logs wrong credentials once, clearly, and keeps trying until they are right', async () => {
    const broker = await startMosquitto(['allow_anonymous false', 'password_file FOLDER/passwords'], {
      passwords: 'node-9:$7$101$c2FsdA==$AAAA\n',
    });
    const { logger, warnings } = listeningLogger();
    const session = open(broker.port, { clientId: 'node-9', logger });
    await vi.waitFor(() => expect(session.generation).toBeGreaterThan(4), { timeout: 10_000 });
    expect(warnings).toEqual([
      { code: 'BAD_CREDENTIALS', text: `the MQTT broker 127.0.0.1:${broker.port} refuses the token of node-9` },
    ]);
    expect(session.connected).toBe(false);
    await session.close();
    await broker.close();
  });
});

describe('an MQTT session without a broker', () => {
  it('logs a refused connection once and backs off until there is one', async () => {
    const { logger, warnings } = listeningLogger();
    const port = await freePort();
    const session = open(port, { logger });
    await vi.waitFor(() => expect(session.generation).toBeGreaterThan(4), { timeout: 10_000 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'MQTT_UNREACHABLE' });
    expect(warnings[0]?.text).toContain(`127.0.0.1:${port}`);
  });

  it('leaves a server that accepts TCP and says nothing, and tries again', async () => {
    const silent = await listen(() => {});
    const { logger, warnings } = listeningLogger();
    const session = open(silent.port, { logger, connectTimeoutMs: 60 });
    await vi.waitFor(() => expect(silent.connections()).toBeGreaterThan(2), { timeout: 10_000 });
    const text = `no MQTT answer from 127.0.0.1:${silent.port} within 60 ms`;
    expect(warnings).toEqual([{ code: 'MQTT_UNREACHABLE', text }]);
    await session.close();
    silent.close();
  });

  it('never counts as connected where a subscription is refused', async () => {
    const refusing = await listen((socket) => {
      // The client sends CONNECT (0x10), awaits CONNACK, sends SUBSCRIBE: its SUBACK says 0x80, failure [MQTT-3.9.3].
      socket.on('data', (bytes) => {
        socket.write(bytes[0] === 0x10 ? connack : Buffer.from([0x90, 3, ...bytes.subarray(2, 4), 0x80]));
      });
    });
    const { logger, warnings } = listeningLogger();
    const session = open(refusing.port, { logger, subscriptions: ['theirs/#'] });
    await vi.waitFor(() => expect(session.generation).toBeGreaterThan(2), { timeout: 10_000 });
    expect(warnings.map(({ code }) => code)).toEqual(['NOT_AUTHORIZED']);
    expect(session.connected).toBe(false);
    await session.close();
    refusing.close();
  });

  it('takes a connection that ends at once for a failure, not for a success to start anew from', async () => {
    const fickle = await listen((socket) => {
      socket.write(connack);
      setTimeout(() => socket.destroy(), 5);
    });
    let usable = 0;
    // With a first wait of 0 after a success this would be thousands of connections.
    const session = open(fickle.port, {
      reconnectSpreadMs: 0,
      minBackoffMs: 60_000,
      maxBackoffMs: 60_000,
      onConnect: () => void (usable += 1),
    });
    await vi.waitFor(() => expect(usable).toBe(1), { timeout: 10_000 });
    await lost(session);
    await sleep(50);
    expect(fickle.connections()).toBe(1);
    await session.close();
    fickle.close();
  });

  it.each([
    ['at once', (socket: Socket) => socket.destroy()],
    [
      'instead of granting subscriptions',
      (socket: Socket) =>
        void socket.on('data', (bytes) => (bytes[0] === 0x10 ? socket.write(connack) : socket.destroy())),
    ],
  ])('says once that a server closes %s, and tries again', async (_when, serve) => {
    const closing = await listen(serve);
    const { logger, warnings } = listeningLogger();
    const session = open(closing.port, { logger, subscriptions: ['a'] });
    await vi.waitFor(() => expect(closing.connections()).toBeGreaterThan(3), { timeout: 10_000 });
    await session.close();
    const text = `127.0.0.1:${closing.port} closed the connection before it could be used`;
    expect(warnings).toEqual([{ code: 'MQTT_UNREACHABLE', text }]);
    closing.close();
  });

  it('leaves a server that answers with rubbish, and tries again', async () => {
    const rubbish = await listen((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const session = open(rubbish.port, { connectTimeoutMs: 300 });
    await vi.waitFor(() => expect(rubbish.connections()).toBeGreaterThan(2), { timeout: 10_000 });
    expect(session.connected).toBe(false);
    await session.close();
    rubbish.close();
  });
});

const connack = Buffer.from([0x20, 2, 0, 0]);

/** A TCP server that is no broker. */
async function listen(
  serve: (socket: Socket) => void,
): Promise<{ port: number; connections(): number; close(): void }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on('error', () => {});
    socket.resume();
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { port, connections: () => count, close: () => void server.close() };
}
