import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(import.meta.dirname, '../../../lib/store/test/support/influx-server.ts');

/** Whether an InfluxDB can be started; says so where not. */
export function hasInflux(): boolean {
  const found = ['/usr/bin/influxd', '/usr/sbin/influxd', '/usr/local/bin/influxd'].some((path) => existsSync(path));
  if (!found) console.warn('skipped: influxd is absent (apt-get install influxdb)');
  return found;
}

/** A real InfluxDB with an empty database of that name, on any port where it is 0, until `close()`. */
export async function startInflux(database: string, port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [script, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const body = new URLSearchParams({ q: `CREATE DATABASE "${database}"` });
  await fetch(`${url}/query`, { method: 'POST', body });
  return {
    url,
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
