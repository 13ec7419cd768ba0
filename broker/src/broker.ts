import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Logger, Running } from '@fieldlapse/runtime';
import { Aedes, type Client } from 'aedes';
import type { Identity } from './access/rights.ts';
import type { BrokerConfig } from './config.ts';
import type { Connection } from './connection.ts';
import { createCounters, type BrokerMetrics, type Counters } from './metrics.ts';
import { guardPackets } from './packet-guard.ts';
import { pipeline } from './pipeline.ts';
import { quietLog, type QuietLog } from './quiet-log.ts';
import { watchStalls } from './stalls.ts';

export interface BrokerOptions {
  readonly config: BrokerConfig;
  /** The identity as it is now, or undefined; called once for every CONNECT that names itself. */
  readonly lookupIdentity: (id: string) => Promise<Identity | undefined>;
  readonly logger: Logger;
}

export interface Broker extends Running {
  /** The port it listens on. */
  readonly port: number;
  metrics(): BrokerMetrics;
}

/**
 * Starts the MQTT 3.1.1 broker: guard, identity, rights, then aedes. Resolves once it listens; throws `PORT_BUSY` or
 * `LISTEN_FAILED`. Everything is in memory and every session is clean: after a restart clients subscribe again and the
 * owners of retained topics (status, config, report) publish them again.
 */
export async function startBroker({ config, lookupIdentity, logger }: BrokerOptions): Promise<Broker> {
  const room = { config, logger, lookupIdentity, warn: quietLog(logger), counters: createCounters() };
  const sockets = new Set<Socket>();
  const admitted = new Map<string, Connection>();
  const stalls = watchStalls({ ...config, connections: () => admitted.values(), onFrozen: reportFrozen(room) });
  const { aedes, accept } = await protocol(room, admitted, stalls.add);
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      room.counters.socketClosed(socket);
    });
    accept(socket);
  });
  server.maxConnections = config.maxConnections;
  server.on('drop', () => room.counters.refusedConnect('too-many-connections'));
  const stop = async () => {
    stalls.stop();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
  };
  const port = await listen(server, config).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  logger.info({ host: config.host, port }, 'broker listens');
  return {
    port,
    metrics: () => room.counters.snapshot(admitted.size, sockets),
    async close() {
      const closed = once(server, 'close');
      server.close();
      await stop();
      await closed;
    },
  };
}

interface Room extends BrokerOptions {
  readonly warn: QuietLog;
  readonly counters: Counters;
}

/** aedes with our pipeline around it; `accept` takes over a socket. */
async function protocol(room: Room, admitted: Map<string, Connection>, watch: (connection: Connection) => void) {
  const { config, logger } = room;
  const connections = new WeakMap<Client, Connection>();
  const aedes: Aedes = new Aedes({
    // No limit over all: a publisher waits for those that its own messages go to, never for strangers.
    concurrency: 0,
    connectTimeout: config.connectTimeout,
    drainTimeout: config.drainTimeout,
    maxInflightInbound: config.maxInflightQos2,
    maxTopicLevels: 20,
    ...pipeline({
      ...room,
      connectionOf: (client) => connections.get(client),
      onAdmitted: (connection, id) => takeOver(admitted, connection, id),
      publish: (packet) => aedes.publish(packet, () => {}),
    }),
  });
  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) connections.get(client)?.member?.subscriptions.delete(filter);
  });
  aedes.on('clientError', (client, error) => logger.debug({ clientId: client.id, err: error }, 'connection ended'));
  aedes.on('connectionError', (_client, error) => logger.debug({ err: error }, 'connection ended before its CONNECT'));
  await aedes.listen();
  return {
    aedes,
    accept(socket: Socket) {
      const connection = newConnection(socket, room);
      watch(connection); // before aedes: its listeners for `drain` come after ours
      connections.set(aedes.handle(socket), connection);
    },
  };
}

function reportFrozen({ counters, warn }: Room) {
  return ({ address, member }: Connection) => {
    const clientId = member?.identity.id;
    counters.frozenClosed += 1;
    warn(`${clientId} frozen`, { address, clientId }, 'subscriber does not read, disconnected');
  };
}

function newConnection(socket: Socket, { config, warn, counters }: Room): Connection {
  const address = socket.remoteAddress ?? 'unknown';
  const guard = guardPackets(socket, {
    ...config,
    onViolation(reason, packetBytes) {
      counters.guardClosed(reason);
      const code = reason === 'too-large' ? 'PACKET_TOO_LARGE' : 'BAD_PACKET';
      warn(
        `${address} ${reason}`,
        { address, clientId: connection.member?.identity.id, reason, packetBytes, code },
        'connection closed by the packet guard',
      );
    },
  });
  const connection: Connection = {
    ...{ socket, address, open: guard.open },
    claimed: { clientId: '', willTopic: undefined },
    ...{ member: undefined, blockedSinceMs: undefined, stalled: false },
  };
  return connection;
}

/** The newest connection of an id wins [MQTT-3.1.4-2]; aedes' own table can miss one that is closing just now. */
function takeOver(admitted: Map<string, Connection>, connection: Connection, id: string): void {
  const previous = admitted.get(id);
  admitted.set(id, connection);
  connection.socket.once('close', () => {
    if (admitted.get(id) === connection) admitted.delete(id);
  });
  previous?.socket.destroy();
}

/** Listens, or throws `PORT_BUSY` or `LISTEN_FAILED` with what to do. */
async function listen(server: Server, { host, port }: BrokerConfig): Promise<number> {
  server.listen({ host, port, backlog: 1024 });
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      const text = `MQTT port ${port} on ${host} is taken: stop the other program or set another broker port`;
      throw new FieldlapseError('PORT_BUSY', text, { cause });
    }
    throw new FieldlapseError('LISTEN_FAILED', `cannot listen on ${host}:${port}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
