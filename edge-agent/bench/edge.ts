import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chunkHeaderBytes,
  decodeJson,
  encodeJson,
  frameMeta,
  parseDeviceId,
  parseSiteId,
  parseTopic,
  topics,
} from '@fieldlapse/contracts';
import { silentLogger, sleep, startMqttSession } from '@fieldlapse/runtime';

/** One measured number; `met` where there is a goal. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const site = parseSiteId('bench');
const device = parseDeviceId('node');
const mosquitto = '/usr/sbin/mosquitto';
const captures = 40;
const warmUp = 5;
const goalRssMb = 120;
const goalShare = 0.5;

/**
 * Memory and processor time of the agent (child process, quality gate on, 1080p JPEG from an HTTP camera) against a shell
 * loop of ffmpeg and mosquitto_pub doing the same captures, in one run. Needs Debian's ffmpeg and mosquitto.
 */
export async function benchEdge(): Promise<BenchFigure[]> {
  if (!existsSync(mosquitto)) {
    console.warn(`skipped: no ${mosquitto} (apt-get install mosquitto mosquitto-clients ffmpeg)`);
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const broker = await startBroker(folder);
  const camera = await startCamera(folder);
  const server = await startServer(broker.port);
  try {
    const agent = await measureAgent(folder, camera.url, broker.port, server.stored);
    const shell = await measureShell(folder, camera.url, broker.port);
    const share = agent.cpuMs / shell.cpuMs;
    return [
      {
        name: 'agent, resident memory',
        value: agent.rssMb,
        unit: 'MB',
        goal: `≤ ${goalRssMb}`,
        met: agent.rssMb <= goalRssMb,
      },
      { name: 'agent, processor time per capture', value: agent.cpuMs, unit: 'ms' },
      { name: 'shell, processor time per capture', value: shell.cpuMs, unit: 'ms' },
      {
        name: 'agent / shell, processor time',
        value: share,
        unit: '×',
        goal: `≤ ${goalShare}`,
        met: share <= goalShare,
      },
    ];
  } finally {
    await server.close();
    camera.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureAgent(folder: string, url: string, port: number, stored: () => number) {
  const config = join(folder, 'edge.yaml');
  await writeFile(
    config,
    `
site: ${site}
device: ${device}
server: { host: 127.0.0.1, port: ${port}, token: bench }
cameras:
  - { name: field, driver: http-snapshot, url: "${url}", schedule: { every: 500ms } }
`,
  );
  const flags = ['--max-semi-space-size=2', '--max-old-space-size=96'];
  const child = spawn(process.execPath, [...flags, await builtAgent(), config, '--folder', join(folder, 'spool')], {
    stdio: 'ignore',
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  });
  try {
    await until(() => stored() >= warmUp || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}`);
    const [from, cpuFrom] = [stored(), await cpuMsOf(child)];
    await until(() => stored() >= from + captures);
    const cpuMs = ((await cpuMsOf(child)) - cpuFrom) / (stored() - from);
    return { cpuMs, rssMb: await rssMbOf(child) };
  } finally {
    await end(child);
  }
}

/** The agent as one JavaScript file, as a device gets it: stripping types at start alone takes about 20 MB. */
async function builtAgent(): Promise<string> {
  const { build } = await import('vite');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outDir = join(root, '..', 'node_modules', '.cache', 'fieldlapse-edge');
  const bundled = [/^@fieldlapse\//, 'zod', 'yaml', 'croner', 'suncalc', 'fastest-levenshtein'];
  const output = { outDir, emptyOutDir: true, ssr: 'src/main.ts', target: 'node24' };
  await build({ configFile: false, root, logLevel: 'error', build: output, ssr: { noExternal: bundled } });
  return join(outDir, 'main.js');
}

/** What a technician would write: grab a frame, publish it. `times` tells what the children used. */
async function measureShell(folder: string, url: string, port: number) {
  const loop = `
    for i in $(seq ${captures}); do
      ffmpeg -nostdin -loglevel error -y -i "${url}" -frames:v 1 -q:v 3 "${folder}/shell.jpg"
      mosquitto_pub -p ${port} -q 1 -t bench/shell -f "${folder}/shell.jpg"
    done
    times`;
  const child = spawn('sh', ['-c', loop], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = (await child.stdout.toArray()).join('');
  const children = said.trim().split('\n').at(-1) ?? '';
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return { cpuMs: (seconds.reduce((sum, value) => sum + value, 0) * 1000) / captures };
}

async function startBroker(folder: string) {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n`);
  const child = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
  await until(() => answers(port));
  return { port, close: () => end(child) };
}

async function startCamera(folder: string) {
  const path = join(folder, 'camera.jpg');
  const source = [
    '-f',
    'lavfi',
    '-i',
    'mandelbrot=size=1920x1080',
    '-vf',
    'noise=alls=12:allf=t',
    '-frames:v',
    '1',
    '-q:v',
    '4',
  ];
  execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...source, path]);
  const jpeg = await readFile(path);
  const server = createHttpServer((_, response) => response.setHeader('content-type', 'image/jpeg').end(jpeg));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot.jpg`,
    close: () => server.close(),
  };
}

/** Counts the bytes of each frame, opens the sender's window as they come, and acknowledges when they are all there. */
async function startServer(port: number) {
  const sizes = new Map<string, number>();
  const received = new Map<string, number>();
  let stored = 0;
  const tell = (kind: 'ack' | 'want', message: object) =>
    void session.publish(topics.down(site, device, kind), encodeJson({ v: 1, ...message }));
  const session = startMqttSession({
    host: '127.0.0.1',
    port,
    clientId: 'server',
    token: '',
    logger: silentLogger,
    subscriptions: [topics.upOf(site, device)],
    onMessage(topic, payload) {
      const parsed = parseTopic(topic);
      if (parsed.kind === 'frame-meta') sizes.set(parsed.frame, decodeJson(frameMeta, payload, topic).bytes);
      if (parsed.kind !== 'frame-chunk') return;
      const { frame: f } = parsed;
      received.set(f, (received.get(f) ?? 0) + payload.length - chunkHeaderBytes);
      if (received.get(f)! < (sizes.get(f) ?? Infinity)) {
        return tell('want', { frames: [{ f, received: received.get(f) }] });
      }
      stored += 1;
      received.delete(f);
      tell('ack', { acks: [{ f, s: 'stored' }] });
    },
  });
  await until(() => session.connected);
  return { stored: () => stored, close: () => session.close() };
}

/** User and system time of a process, ms [proc(5)]; a tick is 10 ms. */
async function cpuMsOf({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function rssMbOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
