import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isPushService } from '../../../../src/alerts/delivery/channels/push/push-services.ts';
import { minuteMs, openDeliveryFarm } from '../service/delivery-farm.ts';
import { openEar } from '../service/http-ear.ts';
import { openBrowser, vapidClaims } from './browser.ts';

const config = {
  contacts: [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'push' as const }] }],
  push: { subject: 'mailto:trai@farm.example', services: ['127.0.0.1'] },
};

it('a browser reads the message with its own keys, and knows that our server sent it', async () => {
  const ear = await openEar();
  const farm = await openDeliveryFarm(config);
  const browser = openBrowser(`${ear.url}/push/abc`);
  await farm.push.add('tu', browser.subscription);
  await farm.raise('a');
  await farm.look();
  expect(ear.heard).toHaveLength(1);
  const { path, headers, body } = ear.heard[0]!;
  expect(path).toBe('/push/abc');
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '43200' });
  const payload = JSON.parse(browser.decrypt(body)) as Record<string, unknown>;
  expect(payload).toMatchObject({
    v: 1,
    title: 'Khẩn cấp: Nước quá mặn',
    severity: 'urgent',
    silent: false,
    alert: 'a',
  });
  expect(payload['tag']).toBe(headers['topic']);
  const claims = vapidClaims(String(headers.authorization), await farm.push.publicKey());
  expect(claims).toMatchObject({ aud: ear.url, sub: 'mailto:trai@farm.example' });
  expect((await stat(join(farm.root, 'secrets', 'vapid.json'))).mode & 0o777).toBe(0o600);
  expect((await farm.deliveries())[0]?.channel).toMatch(/^push:[0-9a-f]{16}$/);
});

it('an end takes the place of its alert without a sound', async () => {
  const ear = await openEar();
  const farm = await openDeliveryFarm(config);
  const browser = openBrowser(ear.url);
  await farm.push.add('tu', browser.subscription);
  await farm.raise('a');
  await farm.look();
  await farm.clear('a');
  await farm.pass(60 * minuteMs);
  const [raised, ended] = ear.heard;
  expect(ended?.headers['topic']).toBe(raised?.headers['topic']);
  expect(ended?.headers['urgency']).toBe('low');
  expect(JSON.parse(browser.decrypt(ended!.body))).toMatchObject({ title: 'Đã hết: Nước quá mặn', silent: true });
});

it('every browser of a contact is told by itself; one that is gone is asked no more, until it subscribes again', async () => {
  const [phone, tablet] = [await openEar(), await openEar(410)];
  const farm = await openDeliveryFarm(config);
  await farm.push.add('tu', openBrowser(phone.url).subscription);
  const other = openBrowser(tablet.url);
  await farm.push.add('tu', other.subscription);
  await farm.raise('a');
  await farm.look();
  await farm.raise('b', { rule: 'heat' });
  await farm.look();
  expect([phone.heard.length, tablet.heard.length]).toEqual([2, 1]);
  farm.now += minuteMs;
  await farm.push.add('tu', other.subscription);
  await farm.raise('c', { rule: 'cold' });
  await farm.look();
  expect([phone.heard.length, tablet.heard.length]).toEqual([3, 2]);
});

it('browsers at other push services, or of nobody, are refused; of very many the oldest go', async () => {
  const farm = await openDeliveryFarm(config);
  const { keys } = openBrowser('http://127.0.0.1/').subscription;
  const codeOf = (adding: Promise<unknown>) =>
    adding.then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
  expect(await codeOf(farm.push.add('tu', { endpoint: 'https://192.168.1.1/admin', keys }))).toBe('PUSH_REFUSED');
  expect(await codeOf(farm.push.add('nobody', { endpoint: 'http://127.0.0.1/a', keys }))).toBe('CONTACT_MISSING');
  for (let at = 0; at < 12; at += 1) {
    farm.now += 1;
    await farm.push.add('tu', { endpoint: `http://127.0.0.1/${at}`, keys });
  }
  const kept = await (await farm.running.service.decisions())!.subscriptions('tu');
  expect(kept.map(({ endpoint }) => endpoint)).toEqual([...Array(10)].map((_, at) => `http://127.0.0.1/${at + 2}`));
});

it('a push service is one of those that are configured, over https', () => {
  const services = ['push.apple.com', 'fcm.googleapis.com'];
  expect(isPushService('https://web.push.apple.com/x', services)).toBe(true);
  expect(isPushService('https://fcm.googleapis.com/fcm/send/x', services)).toBe(true);
  expect(isPushService('http://fcm.googleapis.com/fcm/send/x', services)).toBe(false);
  expect(isPushService('https://evilpush.apple.com.example/', services)).toBe(false);
  expect(isPushService('https://notpush.apple.com/', services)).toBe(false);
});
