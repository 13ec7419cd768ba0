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
  const counters = createCounters();
  const warn = quietLog(logger);
  const connections = new WeakMap<Client, Connection>();
  const admitted = new Map<string, Connection>();
  const sockets = new Set<Socket>();
  const aedes = new Aedes({
    // Without a limit of its own the emitter makes a publisher wait only for those that its own messages go to.
    concurrency: 0,
    connectTimeout: config.connectTimeout,
    drainTimeout: config.drainTimeout,
    maxInflightInbound: config.maxInflightQos2,
    maxTopicLevels: 20,
    ...pipeline({
      ...{ config, lookupIdentity, warn, counters },
      connectionOf: (client) => connections.get(client),
      onAdmitted: (connection, id) => takeOver(admitted, connection, id),
      publish: (packet, done) => aedes.publish(packet, done),
    }),
  });
  await aedes.listen();
  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) connections.get(client)?.member?.subscriptions.delete(filter);
  });
  aedes.on('clientError', (client, error) => logger.debug({ clientId: client.id, err: error }, 'connection ended'));
  aedes.on('connectionError', (_client, error) => logger.debug({ err: error }, 'connection ended before its CONNECT'));

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      counters.socketClosed(socket);
    });
    const connection = newConnection(socket, { config, warn, counters });
    connections.set(aedes.handle(socket), connection);
  });
  server.maxConnections = config.maxConnections;
  server.on('drop', () => counters.refusedConnect('too-many-connections'));
  const stalls = watchStalls({
    stallTimeoutMs: config.stallTimeout,
    drainTimeoutMs: config.drainTimeout,
    connections: () => admitted.values(),
    onFrozen({ address, member }) {
      counters.frozenClosed += 1;
      logger.warn({ address, clientId: member?.identity.id }, 'subscriber does not read, disconnected');
    },
  });
  const stop = async () => {
    stalls.stop();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
  };
  try {
    await listen(server, config);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  logger.info({ host: config.host, port }, 'broker listens');
  return {
    port,
    metrics: () => counters.snapshot(admitted.size, sockets),
    async close() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await stop();
      await closed;
    },
  };
}

function newConnection(
  socket: Socket,
  { config, warn, counters }: { config: BrokerConfig; warn: QuietLog; counters: Counters },
): Connection {
  const address = socket.remoteAddress ?? 'unknown';
  const guard = guardPackets(socket, {
    ...{ maxConnectBytes: config.maxConnectBytes, maxPacketBytes: config.maxPacketBytes },
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
async function listen(server: Server, { host, port }: BrokerConfig): Promise<void> {
  server.listen({ host, port, backlog: 1024 });
  try {
    await once(server, 'listening');
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
