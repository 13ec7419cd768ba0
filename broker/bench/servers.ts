import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { sleep } from '@fieldlapse/runtime';
import { publisherId, tokenOf, type Load } from './load.ts';

/** A broker under test in a process of its own. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

/** A load that takes longer has lost a message; it is ended and the bench fails. */
const limitMs = 60_000;
const mosquittoPath = '/usr/sbin/mosquitto';
export const hasMosquitto = () => existsSync(mosquittoPath);

/** Starts one of our scripts with room for many sockets; resolves with the JSON of its first line. */
async function script(
  name: string,
  args: string[],
  flags: string[] = [],
): Promise<{ child: ChildProcess; line: Record<string, number> }> {
  const path = join(import.meta.dirname, name);
  const raised = 'ulimit -n 20000 2>/dev/null; exec "$0" "$@"';
  const child = spawn('sh', ['-c', raised, process.execPath, ...flags, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)));
  failed.catch(() => {});
  const late = setTimeout(() => child.kill(), limitMs);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  clearTimeout(late);
  return { child, line: JSON.parse(line) as Record<string, number> };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/**
 * A login storm lets V8 grow its young generation to 100 MB and keep it; with 8 MB it is as fast and much smaller. It
 * can only be set on the command line, so whoever runs the broker in a process of its own sets it there.
 */
export const ownProcessFlags = ['--max-semi-space-size=8'];

export async function startOurs(flags: string[] = ownProcessFlags): Promise<Server> {
  const { child, line } = await script('serve.ts', [], flags);
  return { port: line['port']!, pid: child.pid!, close: () => end(child) };
}

/** Debian's mosquitto with a password file of the same identities. */
export async function startMosquitto(publishers: number): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const port = await freePort();
  const ids = ['intake', ...Array.from({ length: publishers }, (_, n) => publisherId(n))];
  const passwords = join(folder, 'passwords');
  await writeFile(passwords, ids.map((id) => `${id}:${tokenOf(id)}\n`).join(''));
  await promisify(execFile)('mosquitto_passwd', ['-U', passwords]);
  const settings = [
    `listener ${port} 127.0.0.1`,
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...['allow_anonymous false', `password_file ${passwords}`, 'persistence false', 'set_tcp_nodelay true'],
    ...['max_inflight_messages 0', 'max_queued_messages 0', 'log_type error'],
  ];
  await writeFile(join(folder, 'mosquitto.conf'), settings.join('\n') + '\n');
  const child = spawn(mosquittoPath, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'inherit' });
  await answers(port);
  return {
    ...{ port, pid: child.pid! },
    async close() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a load to its end; resolves with its wall seconds and the CPU seconds that the server spent on it. */
export async function run(server: Server, load: Load): Promise<{ seconds: number; cpuSeconds: number }> {
  const before = await cpuSecondsOf(server.pid);
  const { child, line } = await script('load.ts', [JSON.stringify(load)]);
  const cpuSeconds = (await cpuSecondsOf(server.pid)) - before;
  await end(child);
  return { seconds: line['seconds'] ?? 0, cpuSeconds };
}

/** Resident MB of the server while so many clients are connected and silent. */
export async function rssAtIdle(server: Server, connections: number): Promise<number> {
  const load: Load = { kind: 'idle', port: server.port, connections };
  const { child } = await script('load.ts', [JSON.stringify(load)]);
  await sleep(3000);
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  await end(child);
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect({ host: '127.0.0.1', port });
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    if (tries === 100) throw new Error('mosquitto does not answer');
    await sleep(50);
  }
}
