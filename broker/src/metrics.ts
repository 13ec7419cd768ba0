import type { Socket } from 'node:net';

/** Counters since the start; `connections` is now. Bytes are those of the sockets, protocol included. */
export interface BrokerMetrics {
  readonly connections: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes that wait now for subscribers to read. */
  readonly queuedBytes: number;
  /** Publishes and subscriptions without the right to them. */
  readonly denied: number;
  /** Messages that a stalled subscriber missed. */
  readonly dropped: number;
  /** Retained flags ignored because the identity had used up its share. */
  readonly retainedRefused: number;
  /** Subscribers disconnected because they did not read. */
  readonly frozenClosed: number;
  readonly refusedConnects: Readonly<Record<string, number>>;
  readonly guardCloses: Readonly<Record<string, number>>;
}

export interface Counters {
  messagesIn: number;
  messagesOut: number;
  denied: number;
  dropped: number;
  retainedRefused: number;
  frozenClosed: number;
  refusedConnect(reason: string): void;
  guardClosed(reason: string): void;
  /** Keeps the bytes of a socket that has closed; those of open ones are read when asked, off the hot path. */
  socketClosed(socket: Socket): void;
  snapshot(connections: number, open: Iterable<Socket>): BrokerMetrics;
}

export function createCounters(): Counters {
  const refusedConnects: Record<string, number> = {};
  const guardCloses: Record<string, number> = {};
  const closed = { bytesIn: 0, bytesOut: 0 };
  return {
    messagesIn: 0,
    messagesOut: 0,
    denied: 0,
    dropped: 0,
    retainedRefused: 0,
    frozenClosed: 0,
    refusedConnect: (reason) => void (refusedConnects[reason] = (refusedConnects[reason] ?? 0) + 1),
    guardClosed: (reason) => void (guardCloses[reason] = (guardCloses[reason] ?? 0) + 1),
    socketClosed(socket) {
      closed.bytesIn += socket.bytesRead;
      closed.bytesOut += socket.bytesWritten;
    },
    snapshot(connections, open) {
      let { bytesIn, bytesOut } = closed;
      let queuedBytes = 0;
      for (const socket of open) {
        bytesIn += socket.bytesRead;
        bytesOut += socket.bytesWritten;
        queuedBytes += socket.writableLength;
      }
      const { messagesIn, messagesOut, denied, dropped, retainedRefused, frozenClosed } = this;
      return {
        ...{ connections, messagesIn, messagesOut, bytesIn, bytesOut, queuedBytes },
        ...{ denied, dropped, retainedRefused, frozenClosed },
        refusedConnects: { ...refusedConnects },
        guardCloses: { ...guardCloses },
      };
    },
  };
}
