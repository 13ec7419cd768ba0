import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { sha256Hex, topics, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import { silentLogger, sleep, type Logger } from '@fieldlapse/runtime';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { brokerConfig, startBroker, type Broker, type Identity } from '../src/index.ts';

const site = 'an-giang' as SiteId;

export const tokenOf = (id: string) => `token of ${id}`;

/** A device of the test farm: it may do what the protocol gives a device. */
export function device(id: string, more: Partial<Identity> = {}): Identity {
  const own = id as DeviceId;
  return {
    id,
    tokenSha256: sha256Hex(tokenOf(id)),
    publish: [topics.upOf(site, own)],
    subscribe: [topics.downOf(site, own)],
    ...more,
  };
}

/** A service that hears every device and answers it. */
export const intake: Identity = {
  id: 'intake',
  tokenSha256: sha256Hex(tokenOf('intake')),
  publish: [topics.anyDown('+')],
  subscribe: [topics.anyUp('+')],
};

export const up = (id: string, rest: string) => `fieldlapse/1/${site}/${id}/up/${rest}`;
export const down = (id: string, rest: string) => `fieldlapse/1/${site}/${id}/down/${rest}`;

export interface Bed {
  readonly broker: Broker;
  /** Everything that was logged at warn or above. */
  readonly warnings: object[];
  readonly identities: Map<string, Identity>;
  client(id: string, options?: IClientOptions): Promise<MqttClient>;
  raw(): Promise<RawClient>;
  close(): Promise<void>;
}

/** A broker on a free port with its identities and whatever connects to it. */
export async function startBed(settings: object = {}, known: Identity[] = []): Promise<Bed> {
  const identities = new Map([intake, device('node-1'), device('node-2'), ...known].map((each) => [each.id, each]));
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: ((fields: object) => warnings.push(fields)) as Logger['warn'] };
  const config = brokerConfig.parse({ port: 0, ...settings });
  const broker = await startBroker({ config, lookupIdentity: async (id) => identities.get(id), logger });
  const closers: (() => unknown)[] = [];
  return {
    ...{ broker, warnings, identities },
    async client(id, options = {}) {
      const client = await connectAsync({
        ...{ host: '127.0.0.1', port: broker.port, clientId: id, username: id, password: tokenOf(id) },
        ...{ protocolVersion: 4, clean: true, reconnectPeriod: 0, ...options },
      });
      client.on('error', () => {});
      closers.push(() => client.end(true));
      return client;
    },
    async raw() {
      const raw = await openRaw(broker.port);
      closers.push(() => raw.socket.destroy());
      return raw;
    },
    async close() {
      for (const close of closers) close();
      await broker.close();
    },
  };
}

/** A bare TCP socket that speaks exactly what a test lets it speak. */
export interface RawClient {
  readonly socket: Socket;
  readonly received: Packet[];
  readonly closed: Promise<void>;
  send(packet: Packet): void;
  login(id: string, options?: object): Promise<void>;
  /** Resolves with the first packet of this command, waiting for it. */
  next(cmd: Packet['cmd']): Promise<Packet>;
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connectTcp({ host: '127.0.0.1', port });
  const received: Packet[] = [];
  const parser = mqttPacket.parser();
  parser.on('packet', (packet) => received.push(packet));
  socket.on('data', (bytes) => parser.parse(bytes));
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  const raw: RawClient = {
    ...{ socket, received, closed },
    send: (packet) => void socket.write(mqttPacket.generate(packet)),
    async login(id, options = {}) {
      raw.send(connectPacket(id, options));
      await raw.next('connack');
    },
    async next(cmd) {
      await until(() => received.some((packet) => packet.cmd === cmd));
      const [packet] = received.splice(
        received.findIndex((each) => each.cmd === cmd),
        1,
      );
      return packet!;
    },
  };
  return raw;
}

export const connectPacket = (id: string, options: object = {}): Packet =>
  ({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 },
    ...{ clientId: id, username: id, password: Buffer.from(tokenOf(id)), ...options },
  }) as Packet;

/** Waits until something is true; fails after 10 s with what it waited for. */
export async function until(condition: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 10_000; !condition(); await sleep(5)) {
    if (performance.now() > endMs) throw new Error(`never came true: ${condition.toString()}`);
  }
}

/** Collects what a client receives, as `topic payload`. */
export function inbox(client: MqttClient): string[] {
  const messages: string[] = [];
  client.on('message', (topic, payload) => messages.push(`${topic} ${payload.toString()}`));
  return messages;
}
