import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliveryConfig, startDelivery } from '@fieldlapse/analytics';
import { brokerConfig, startBroker } from '@fieldlapse/broker';
import { topics, type SiteId } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import mqtt from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../src/data-folder.ts';
import { openIdentities } from '../../src/identities.ts';
import { openAlertRecords, raiseAlert } from '../support/alert-rows.ts';

it('an alert in the records becomes a message on the broker, once, also where delivery is stopped and started', async () => {
  const data = await mkdtemp(join(tmpdir(), 'fieldlapse-telling-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const folder = openDataFolder(data);
  const identities = openIdentities(folder);
  const token = await identities.localToken('delivery');
  const listener = await identities.localToken('timelapse');
  const broker = await startBroker({
    config: brokerConfig.parse({ host: '127.0.0.1', port: 0 }),
    lookupIdentity: identities.lookup,
    logger: silentLogger,
  });
  onTestFinished(() => broker.close());
  const stores = await openStores({ folder: data, logger: silentLogger });
  onTestFinished(() => stores.close());
  const heard: { topic: string; title: string }[] = [];
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    ...{ clientId: 'timelapse', username: 'timelapse', password: listener },
  });
  onTestFinished(() => client.endAsync(true));
  client.on('message', (topic, payload) => {
    heard.push({ topic, title: (JSON.parse(payload.toString()) as { title: string }).title });
  });
  await client.subscribeAsync(topics.notice('farm' as SiteId, 'message'), { qos: 1 });

  const start = () =>
    startDelivery({
      config: deliveryConfig.parse({ contacts: [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'mqtt' }] }] }),
      mqtt: { host: '127.0.0.1', port: broker.port, clientId: 'delivery', token },
      ...{ stores, sites: () => [], clock: systemClock, logger: silentLogger },
      ...{ root: folder.root, secretsFolder: folder.secrets },
    });
  // The alerts are not there yet when it starts.
  const first = await start();
  const db = await openAlertRecords(stores);
  await raiseAlert(db, 'a', Date.now());
  await expect
    .poll(() => heard)
    .toEqual([{ topic: 'fieldlapse/1/farm/_/notice/message', title: 'Khẩn cấp: Nước quá mặn' }]);
  await first.close();
  await raiseAlert(db, 'b', Date.now(), 'cong-2');
  const second = await start();
  await expect.poll(() => heard.length).toBe(2);
  expect(second.health()).toEqual([]);
  await second.close();
});
