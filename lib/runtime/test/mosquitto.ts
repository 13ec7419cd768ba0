import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = '/usr/sbin/mosquitto';

/** False, with a printed reason, where Debian's mosquitto is not installed. */
export function hasMosquitto(): boolean {
  if (existsSync(program)) return true;
  console.warn(`skipped: ${program} is absent (apt-get install mosquitto)`);
  return false;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Mosquitto {
  readonly port: number;
  /** Sends a signal to the broker process; after SIGKILL resolves once it is gone. */
  signal(name: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A mosquitto on a free loopback port; `lines` are added to its configuration, `files` written beside it. */
export async function startMosquitto(
  lines: string[] = ['allow_anonymous true'],
  files: Record<string, string> = {},
): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-mosquitto-'));
  const port = await freePort();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
  const config = ['user root', `listener ${port} 127.0.0.1`, ...lines.map((line) => line.replace('FOLDER', folder))];
  await writeFile(join(folder, 'mosquitto.conf'), `${config.join('\n')}\n`);
  let child: ChildProcess;
  const start = async () => {
    child = spawn(program, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const end = async (name: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(name);
    if (name === 'SIGKILL') await gone;
  };
  // A test that fails half-way must not leave its broker behind.
  const endWithTests = () => void child.kill('SIGKILL');
  process.once('exit', endWithTests);
  await start();
  return {
    port,
    signal: end,
    start,
    async close() {
      await end('SIGKILL');
      process.off('exit', endWithTests);
      await rm(folder, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
