import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import { openDataFolder } from '../src/data-folder.ts';
import { openIdentities } from '../src/identities.ts';
import { freePort } from '../test/support/free-port.ts';

/** A broker in a process of its own, with what may connect to it. */
export interface BenchBroker {
  readonly port: number;
  readonly intakeToken: string;
  readonly tokens: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const mosquitto = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(mosquitto);
const site = 'bench';
const main = join(import.meta.dirname, '../src/main.ts');

/** Our broker as `fieldlapse start --only broker` runs it: identity, topic rights and guard on. */
export async function startOurBroker(devices: readonly string[]): Promise<BenchBroker> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const identities = openIdentities(openDataFolder(root));
  const tokens: Record<string, string> = {};
  for (const device of devices) tokens[device] = await identities.localDeviceToken(site, device);
  const intakeToken = await identities.localToken('intake');
  const port = await freePort();
  const child = spawn(process.execPath, [
    main,
    'start',
    '--data',
    root,
    '--only',
    'broker',
    '--mqtt-port',
    String(port),
  ]);
  return { port, intakeToken, tokens, close: await closer(child, port, root) };
}

/** Debian's mosquitto; anybody may connect, so it does less than ours. */
export async function startMosquitto(devices: readonly string[]): Promise<BenchBroker> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const port = await freePort();
  const config = join(root, 'mosquitto.conf');
  const unlimited = 'max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\n';
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n${unlimited}`);
  const child = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
  const tokens = Object.fromEntries(devices.map((device) => [device, '']));
  return { port, intakeToken: '', tokens, close: await closer(child, port, root) };
}

/** Resolves once the broker listens, to what ends it. */
async function closer(child: ChildProcess, port: number, root: string): Promise<() => Promise<void>> {
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`);
    await sleep(50);
  }
  return async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    await rm(root, { recursive: true });
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.end(() => resolve(true))).once('error', () => resolve(false));
  });
}
