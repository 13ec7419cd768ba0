import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJson, topics, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import { silentLogger, startMqttSession } from '@fieldlapse/runtime';
import { openAlertReader } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../src/data-folder.ts';
import { openIdentities } from '../src/identities.ts';
import { startServices } from '../src/start/start.ts';

const [site, device] = ['farm' as SiteId, 'node-1' as DeviceId];

it(
  'a reading that a device sends to the server raises an alert of a pack, which is told on MQTT and in the records',
  { timeout: 120_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'fieldlapse-live-'));
    const folder = openDataFolder(root);
    const config = `sites:
  - id: farm
    plots: [{ id: orchard }]
    seasons: [{ id: s1, plot: orchard, subject: Sầu riêng, sowing: 2020-01-01 }]
    sensors: [{ name: gate, plot: orchard }]
alerts: { packs: [durian] }
`;
    await writeFile(folder.config, config);
    const only = ['broker', 'intake', 'alerts'];
    const server = await startServices({ folder, only, mqttPort: 0, say: () => {} });
    onTestFinished(async () => {
      await server.close();
      await rm(root, { recursive: true, force: true });
    });
    const identities = openIdentities(folder);
    const { host, port } = server.context.mqtt;
    const told: string[] = [];
    const listener = startMqttSession({
      ...{ host, port, clientId: 'analytics', token: await identities.localToken('analytics'), logger: silentLogger },
      subscriptions: [topics.anyNotice('+')],
      onMessage: (topic, payload) => {
        if (topic === topics.notice(site, 'alert'))
          told.push((JSON.parse(payload.toString()) as { rule: string }).rule);
      },
    });
    onTestFinished(() => listener.close());
    await expect.poll(() => listener.connected, { timeout: 30_000 }).toBe(true);
    const node = startMqttSession({
      ...{ host, port, clientId: device, token: await identities.addDevice(site, device), logger: silentLogger },
      subscriptions: [topics.downOf(site, device)],
      onMessage: () => {},
    });
    onTestFinished(() => node.close());
    await expect.poll(() => node.connected, { timeout: 30_000 }).toBe(true);
    let seq = 1;
    // The service may still be reading its rules: what comes before is history to it.
    await expect
      .poll(
        async () => {
          const reading = {
            sensor: 'gate',
            quantity: 'salinityDsPerM',
            value: 3,
            t: Date.now(),
            mono: seq,
            clk: 'ntp',
          };
          const batch = { v: 1, boot: '1-00000000', from: seq, readings: [reading] };
          seq += 1;
          await node.publish(topics.readings(site, device), encodeJson(batch), { qos: 1 });
          return told;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toContain('durian-salt-stop');
    const reader = await openAlertReader(server.context.stores.records);
    const [alert] = (await reader.standing(site)).filter(({ rule }) => rule === 'durian-salt-stop');
    expect(alert).toMatchObject({ severity: 'urgent', target: { site, plot: 'orchard', sensor: 'gate' }, unit: 'g/L' });
    await reader.close();
  },
);
