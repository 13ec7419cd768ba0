import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { configSignature, sha256Hex } from '@fieldlapse/contracts';
import { parseConfig, silentLogger, systemClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { edgeConfig, startEdgeAgent } from '../src/index.ts';
import { picture } from './pictures.ts';
import { device, site, startServer } from './server.ts';
import { cleanup, freePort, hasMosquitto, startBroker, temporaryFolder, until } from './testbed.ts';

async function startCamera(): Promise<string> {
  const server = createServer((_, response) => response.end(picture()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot.jpg`;
}

async function startNode(port: number, every = '50ms', camera?: string) {
  const text = `
site: ${site}
device: ${device}
server: { host: 127.0.0.1, port: ${port}, token: secret }
uplink: { reconnectSpread: 50ms }
cameras:
  - { name: field, driver: http-snapshot, url: "${camera ?? (await startCamera())}", schedule: { every: ${every} } }
`;
  const folder = await temporaryFolder();
  const start = () =>
    startEdgeAgent({
      config: parseConfig(edgeConfig, text, 'edge.yaml'),
      folder,
      clock: systemClock,
      logger: silentLogger,
    });
  const agent = await start();
  cleanup(() => agent.close());
  return { agent, folder, start };
}

async function framesOnCard(folder: string): Promise<number> {
  return (await readdir(join(folder, 'frames'), { recursive: true })).filter((name) => name.endsWith('.frame')).length;
}

function desired(rev: number, config: Record<string, unknown>, token = 'secret') {
  return { v: 1, rev, config, signature: configSignature(sha256Hex(token), { rev, config }) };
}

describe.skipIf(!hasMosquitto)('an edge node', () => {
  it('captures, sends, and deletes a frame only after the server has it', async () => {
    const { port } = await startBroker();
    let silent = true;
    const server = await startServer(port, { silent: () => silent });
    const { folder } = await startNode(port);
    await until(async () => (await framesOnCard(folder)) >= 3);
    expect(server.stored.size).toBe(0);
    silent = false;
    await until(() => server.stored.size >= 3);
    const [meta] = server.stored.values();
    expect(meta).toMatchObject({ camera: 'field', width: 64, height: 48, clk: 'ntp' });
    expect(meta?.quality?.flags).toBeDefined();
  });

  it('says what it is doing, and that it is gone', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const { agent } = await startNode(port);
    await until(() => server.statuses.some(({ uplink }) => (uplink?.framesStored ?? 0) > 0));
    const last = server.statuses.at(-1)!;
    expect(last.online).toBe(true);
    expect(last.cameras?.[0]).toMatchObject({ name: 'field' });
    await agent.close();
    await until(() => server.statuses.at(-1)?.online === false);
  });

  it('raises an alarm when a camera fails, once', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    await startNode(port, '50ms', `http://127.0.0.1:${await freePort()}/`);
    await until(() => server.alerts.length > 0);
    expect(server.alerts[0]).toMatchObject({ kind: 'camera' });
    await until(() => server.statuses.some(({ cameras }) => cameras?.[0]?.error?.includes('CAMERA_UNREACHABLE')));
    await new Promise((resolve) => setTimeout(resolve, 1500)); // the camera has failed again
    expect(server.alerts).toHaveLength(1);
  });

  it('applies a signed configuration, keeps it over a restart, and refuses what is wrong with it', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const { agent, start } = await startNode(port, '1h');
    const faster = { cameras: [{ name: 'field', schedule: { every: '50ms' } }] };
    server.down('config', desired(3, faster, 'another token'), true);
    await until(() => server.reports.some(({ applied }) => !applied));
    server.down('config', desired(3, faster), true);
    await until(() => server.stored.size > 2);
    expect(server.reports.at(-1)).toMatchObject({ rev: 3, applied: true });
    server.down('config', desired(4, { cameras: [{ name: 'nowhere', schedule: '* * * * *' }] }), true);
    await until(() => server.reports.at(-1)?.rev === 4);
    expect(server.reports.at(-1)?.error).toContain('nowhere');
    await agent.close();
    const before = server.stored.size;
    const again = await start();
    cleanup(() => again.close());
    await until(() => server.stored.size > before + 2);
  });
});
