import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJson, topics, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import mqtt from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../src/data-folder.ts';
import { openIdentities } from '../../src/identities.ts';
import { startServices } from '../../src/start/start.ts';

const [site, device] = ['farm' as SiteId, 'nut-1' as DeviceId];

/** A web address on this machine that keeps what is posted to it. */
async function openHook() {
  const posted: { title: string; body: string; alerts: { says: string; rule: string }[] }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      posted.push(JSON.parse(text) as (typeof posted)[number]);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

it('a reading of salty water reaches the farmer as a message, through every service of the server', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-salt-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const hook = await openHook();
  const folder = openDataFolder(root);
  await writeFile(join(root, 'hook.secret'), 'a secret');
  await writeFile(
    folder.config,
    `alerts:
  contacts:
    - { id: tu, name: Bà Tư, channels: [{ kind: webhook, url: '${hook.url}', secretFile: hook.secret }] }
sites:
  - id: farm
    title: Vườn Bà Tư
    plots: [{ id: vuon, title: Vườn sầu riêng }]
    seasons: [{ id: vu-1, plot: vuon, subject: Sầu riêng, sowing: 2020-01-01 }]
    sensors: [{ name: cong, title: Cống chính, plot: vuon }]
`,
  );
  const token = await openIdentities(folder).addDevice(site, device);
  const only = ['broker', 'intake', 'alerts', 'delivery'];
  const running = await startServices({ folder, only, mqttPort: 0, say: () => {} });
  onTestFinished(() => running.close());
  const { port } = running.context.mqtt;
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ clientId: device, username: device, password: token },
  });
  onTestFinished(() => client.endAsync(true));
  const publish = async (seq: number, salinityDsPerM: number) => {
    const reading = {
      sensor: 'cong',
      quantity: 'salinityDsPerM',
      value: salinityDsPerM,
      t: Date.now(),
      mono: seq,
      clk: 'ntp',
    };
    const batch = { v: 1, boot: '1-00000001', from: seq, readings: [reading] };
    await client.publishAsync(topics.readings(site, device), encodeJson(batch), { qos: 1 });
  };
  await publish(1, 5);
  await expect.poll(() => hook.posted.length, { timeout: 30_000 }).toBe(1);
  const [message] = hook.posted;
  expect(message?.alerts).toMatchObject([{ says: 'new', rule: 'durian-salt-stop' }]);
  expect(message?.title).toBe('Khẩn cấp: Ngừng lấy nước, nước quá mặn cho sầu riêng');
  expect(message?.body).toMatch(/^Nước tại Cống chính, Vườn sầu riêng mặn \d,\d+ g\/L\./);
  expect([...running.context.health.values()].flatMap((troubles) => troubles())).toEqual([]);
});
