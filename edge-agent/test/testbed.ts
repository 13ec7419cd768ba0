import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const mosquitto = '/usr/sbin/mosquitto';

/** Whether Debian's mosquitto is there; says so where it is not. */
export const hasMosquitto = existsSync(mosquitto);
if (!hasMosquitto) console.warn(`skipped: no ${mosquitto}; apt-get install mosquitto`);

const cleanups: (() => unknown)[] = [];

/** Runs after the test, the newest first. */
export function cleanup(task: () => unknown): void {
  cleanups.push(task);
}
afterEach(async () => {
  for (const task of cleanups.splice(0).reverse()) await task();
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-edge-'));
  cleanup(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits until `condition` holds; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A real MQTT broker on a loopback port. */
export async function startBroker(at?: number): Promise<{ port: number; stop(): Promise<void> }> {
  const folder = await temporaryFolder();
  const port = at ?? (await freePort());
  const config = join(folder, 'mosquitto.conf');
  await writeFile(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 0\n`,
  );
  const child = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
  cleanup(() => endChild(child));
  await until(() => answers(port));
  return { port, stop: () => endChild(child) };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
