import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sleep } from '@fieldlapse/runtime';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLink, type Link, type LinkOptions } from '../../src/index.ts';

async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function open(targetPort: number, options: Partial<LinkOptions> = {}): Promise<{ link: Link; device: Socket }> {
  const link = await startLink({ targetHost: '127.0.0.1', targetPort, ...options });
  const device = connect(link.port, '127.0.0.1').on('error', () => {});
  onTestFinished(async () => {
    device.destroy();
    await link.close();
  });
  await once(device, 'connect');
  return { link, device };
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('link', () => {
  it('carries every byte in order through latency and bandwidth, and counts both directions', async () => {
    const sent = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const parts: Buffer[] = [];
    const port = await serve((socket) => socket.pipe(socket));
    const { link, device } = await open(port, { kbpsUp: 40_000, kbpsDown: 40_000, latencyMs: 5 });
    device.on('data', (part) => parts.push(part));
    device.end(sent);
    await closed(device);
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
    expect([link.bytesUp, link.bytesDown]).toEqual([sent.length, sent.length]);
  });

  it.each([undefined, 20])(
    'never takes more than a bounded amount for a receiver that does not read (latency %s)',
    async (latencyMs) => {
      const port = await serve((socket) => socket.pause());
      const { link, device } = await open(port, latencyMs === undefined ? {} : { latencyMs });
      const flood = Buffer.alloc(64 * 1024 * 1024);
      device.write(flood);
      let before = -1;
      while (before !== link.bytesUp) {
        before = link.bytesUp;
        await sleep(300);
      }
      // What the kernel holds in both sockets, and our own 256 KiB.
      expect(link.bytesUp).toBeGreaterThan(0);
      expect(link.bytesUp).toBeLessThan(flood.length / 4);
    },
  );

  it('resets every connection when it is cut, and lets the next one through', async () => {
    const port = await serve((socket) => socket.pipe(socket));
    const { link, device } = await open(port);
    const isClosed = closed(device);
    link.cutNow();
    await isClosed;
    expect(link.cuts).toBe(1);
    const next = connect(link.port, '127.0.0.1');
    next.write('hello');
    expect(String((await once(next, 'data'))[0])).toBe('hello');
    next.destroy();
  });

  it('cuts from time to time by itself', async () => {
    const port = await serve(() => {});
    const { link, device } = await open(port, { meanCutMs: 20, random: () => 0.5 });
    await closed(device);
    await until(() => link.cuts >= 2);
    expect(link.cuts).toBeGreaterThanOrEqual(2);
  });
});
