import type { Connection } from './connection.ts';

interface StallOptions {
  /** Real ms, as is `drainTimeout`. */
  readonly stallTimeout: number;
  readonly drainTimeout: number;
  /** The connections that can have subscriptions now. */
  readonly connections: () => Iterable<Connection>;
  readonly onFrozen: (connection: Connection) => void;
}

/**
 * Watches for subscribers that do not read. aedes makes a publisher wait until every subscriber's socket has drained:
 * good pressure on a fast publisher, but a frozen phone would hold up intake's acks to the whole farm. So after
 * `stallTimeout` the waiting writes are released and `stalled` is set (the caller then forwards nothing to it), and
 * after `drainTimeout` the connection ends. What waits is bounded by `maxQueuedBytes`, for aedes reads on from a
 * publisher now and then while its last message still waits.
 */
export function watchStalls(options: StallOptions): { add(connection: Connection): void; stop(): void } {
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of options.connections()) inspect(connection, nowMs);
  }, options.stallTimeout / 4);

  function inspect(connection: Connection, nowMs: number): void {
    if (!connection.socket.writableNeedDrain) return;
    connection.blockedSinceMs ??= nowMs;
    const blockedMs = nowMs - connection.blockedSinceMs;
    if (blockedMs >= options.drainTimeout) {
      options.onFrozen(connection);
      connection.socket.destroy();
    } else if (blockedMs >= options.stallTimeout) {
      connection.stalled = true;
      connection.socket.emit('drain');
    }
  }
  return {
    add(connection) {
      connection.socket.on('drain', () => {
        if (connection.socket.writableNeedDrain) return; // our own signal from above
        connection.blockedSinceMs = undefined;
        connection.stalled = false;
      });
    },
    stop: () => clearInterval(timer),
  };
}
