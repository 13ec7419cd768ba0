import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { cleanup } from './testbed.ts';

/** A TCP link that can be cut and slowed; counts what the device sent into it. */
export async function startLink(target: number, kbps = Infinity) {
  const sockets = new Set<Socket>();
  let uplinkBytes = 0;
  let connections = 0;

  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    connections += 1;
    let free = performance.now();
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      uplinkBytes += bytes.length;
      free = Math.max(free, performance.now()) + (bytes.length * 8) / kbps;
      if (kbps === Infinity) return far.write(bytes);
      near.pause();
      return setTimeout(
        () => {
          if (!far.destroyed) far.write(bytes);
          near.resume();
        },
        Math.max(0, free - performance.now()),
      );
    });
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  cleanup(() => {
    server.close();
    cut();
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    get uplinkBytes() {
      return uplinkBytes;
    },
    get connections() {
      return connections;
    },
  };
}
