// `node influx-server.ts [port]`: an InfluxDB 1.x that also answers on `/api/v2/write`, for tests of other packages and
// for trying things out. Prints its address on a line; ends, with the server, when its standard input does.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInfluxProxy } from './influx-proxy.ts';
import { startInflux } from './influx.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-influx-'));
const influx = await startInflux(folder);
const proxy = await startInfluxProxy(influx.url, Number(process.argv[2] ?? 0));
process.stdout.write(`${proxy.url}\n`);
process.stdin.resume();
process.stdin.once('end', () => {
  void (async () => {
    await proxy.close();
    await influx.kill();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  })();
});
