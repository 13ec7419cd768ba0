import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep, type Running } from '@fieldlapse/runtime';

export interface LinkOptions {
  /** Port to listen on at 127.0.0.1; 0 takes any. */
  readonly listenPort?: number;
  readonly targetHost: string;
  readonly targetPort: number;
  /** kbit/s in each direction; unlimited where absent. */
  readonly kbpsUp?: number;
  readonly kbpsDown?: number;
  /** One-way delay. */
  readonly latencyMs?: number;
  /** Mean time between cuts (from half of it to one and a half); never where absent. */
  readonly meanCutMs?: number;
  /** `reset` ends the connections at once, `freeze` lets nothing through for a while and then ends them. */
  readonly cutKind?: 'reset' | 'freeze';
  readonly random?: () => number;
}

/** A flaky farm uplink as a TCP proxy: bandwidth, latency, cuts, and counters of what went through. */
export interface Link extends Running {
  readonly port: number;
  /** Bytes taken from the device and from the server since the start, whether they arrived or not. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly cuts: number;
  /** Ends every connection as a lost radio link does. */
  cutNow(): void;
}

/** Most bytes that a slow direction takes from its sender before it lets the sender wait. */
const stepBytes = 16 * 1024;
/** Most bytes of one direction that are in the air at once. */
const mostUnderWayBytes = 256 * 1024;
const freezeMs = 3000;

/** Throws `SIM_LISTEN_FAILED` where the port is taken. */
export async function startLink(options: LinkOptions): Promise<Link> {
  const { random = Math.random, latencyMs = 0 } = options;
  const stop = new AbortController();
  const pairs = new Set<{ cut(): void }>();
  const count = { up: 0, down: 0, cuts: 0 };
  let frozenUntil = 0;

  const server = createServer({ allowHalfOpen: true }, (device) => {
    const target = connect({ host: options.targetHost, port: options.targetPort, allowHalfOpen: true });
    const pair = {
      cut() {
        device.resetAndDestroy();
        target.resetAndDestroy();
      },
    };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      device.destroy();
      target.destroy();
    };
    for (const socket of [device, target]) {
      socket.setNoDelay(true).on('error', end);
      // After an orderly end, what it sent is still on its way to the other side.
      socket.on('close', () => socket.readableEnded || end());
    }
    const up = pump(device, target, options.kbpsUp, (bytes) => (count.up += bytes));
    const down = pump(target, device, options.kbpsDown, (bytes) => (count.down += bytes));
    void Promise.all([up, down]).then(() => pairs.delete(pair));
  });

  /** Moves bytes one way; the sender feels bandwidth and a slow receiver as back-pressure, as on a real link. */
  async function pump(
    from: Socket,
    to: Socket,
    kbps: number | undefined,
    counted: (bytes: number) => void,
  ): Promise<void> {
    let delivered = Promise.resolve();
    let underWay = 0;
    const deliver = async (before: Promise<void>, step: Buffer, due: number) => {
      await before;
      if (due > performance.now()) await sleep(due - performance.now(), stop.signal);
      if (to.writable && !to.write(step)) await drained(to);
      underWay -= step.length;
    };
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += stepBytes) {
          const step = chunk.subarray(at, at + stepBytes);
          counted(step.length);
          if (kbps !== undefined) await sleep((step.length * 8) / kbps, stop.signal);
          await sleep(Math.max(0, frozenUntil - performance.now()), stop.signal);
          underWay += step.length;
          delivered = deliver(delivered, step, performance.now() + latencyMs);
          delivered.catch(() => {});
          if (underWay > mostUnderWayBytes) await delivered;
        }
      }
      await delivered;
    } catch {
      // The pair was cut or the link closed.
    }
    to.end();
  }

  function cutNow(): void {
    count.cuts += 1;
    for (const pair of pairs) pair.cut();
  }

  async function cutFromTimeToTime(meanMs: number): Promise<void> {
    for (;;) {
      await sleep((0.5 + random()) * meanMs, stop.signal);
      if (options.cutKind === 'freeze') {
        frozenUntil = performance.now() + freezeMs;
        await sleep(freezeMs, stop.signal);
      }
      cutNow();
    }
  }

  try {
    server.listen(options.listenPort ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new FieldlapseError('SIM_LISTEN_FAILED', `link: ${(cause as Error).message}`, { cause });
  }
  if (options.meanCutMs !== undefined) cutFromTimeToTime(options.meanCutMs).catch(() => {});

  return {
    port: (server.address() as AddressInfo).port,
    get bytesUp() {
      return count.up;
    },
    get bytesDown() {
      return count.down;
    },
    get cuts() {
      return count.cuts;
    },
    cutNow,
    async close() {
      stop.abort(new Error('closed'));
      for (const pair of pairs) pair.cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Resolves once the socket takes bytes again, or is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
