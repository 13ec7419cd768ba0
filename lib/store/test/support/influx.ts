import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

const program = ['/usr/bin/influxd', '/usr/sbin/influxd', '/usr/local/bin/influxd'].find((path) => existsSync(path));

/** Whether an InfluxDB 1.x is installed; says so where it is not. */
export function hasInflux(): boolean {
  if (!program) console.warn('skipped: influxd is absent (apt-get install influxdb)');
  return program !== undefined;
}

/** A real InfluxDB on loopback with its own folder. */
export interface InfluxProcess {
  readonly url: string;
  /** Kills it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  createDatabase(name: string, retention?: string): Promise<void>;
  /** Rows of an InfluxQL answer. */
  query(database: string, text: string): Promise<(number | string | null)[][]>;
}

/** Starts one; `environment` overrides its settings (`INFLUXDB_…`). */
export async function startInflux(folder: string, environment: Record<string, string> = {}): Promise<InfluxProcess> {
  const [http, rpc] = [await freePort(), await freePort()];
  const config = join(folder, 'influxdb.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(config, configOf(folder, http, rpc));
  const url = `http://127.0.0.1:${http}`;
  let child: ChildProcess | undefined;

  async function query(database: string, text: string): Promise<(number | string | null)[][]> {
    const body = new URLSearchParams({ db: database, q: text, epoch: 'ms' });
    const response = await fetch(`${url}/query`, { method: 'POST', body });
    const { results, error } = (await response.json()) as {
      error?: string;
      results?: { error?: string; series?: { values: (number | string | null)[][] }[] }[];
    };
    const failed = error ?? results?.[0]?.error;
    if (failed) throw new Error(`${text}: ${failed}`);
    return results?.[0]?.series?.flatMap(({ values }) => values) ?? [];
  }

  async function start(): Promise<void> {
    child = spawn(program ?? 'influxd', ['-config', config], {
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`);
      if (
        await fetch(`${url}/ping`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  await start();
  return {
    url,
    start,
    query,
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    async createDatabase(name, retention) {
      await query('', `CREATE DATABASE "${name}"${retention ? ` WITH DURATION ${retention}` : ''}`);
    },
  };
}

function configOf(folder: string, http: number, rpc: number): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
  logging-enabled = false
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
[logging]
  level = "error"
`;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
