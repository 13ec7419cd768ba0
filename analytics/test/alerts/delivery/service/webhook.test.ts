import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { hourMs, minuteMs, morning, openDeliveryFarm } from './delivery-farm.ts';
import { lostAnswer, openEar } from './http-ear.ts';

const contactAt = (url: string) => ({
  contacts: [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'webhook' as const, url, secretFile: 'hook.secret' }] }],
});
const files = { 'hook.secret': 'a secret of its own\n' };

it('a server that fails the first two calls gets the message the third time: the same one, signed', async () => {
  const ear = await openEar(500, 503);
  const farm = await openDeliveryFarm(contactAt(`${ear.url}/hook`), files);
  await farm.raise('a');
  await farm.look();
  await farm.pass(3 * minuteMs, 10_000);
  expect(ear.heard).toHaveLength(3);
  expect(new Set(ear.heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(new Set(ear.heard.map(({ body }) => body.toString())).size).toBe(1);
  const last = ear.heard[2]!;
  const [, seconds = '', signature] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(last.headers['fieldlapse-signature'])) ?? [];
  const expected = createHmac('sha256', 'a secret of its own')
    .update(`${seconds}.${last.body.toString()}`)
    .digest('hex');
  expect(signature).toBe(expected);
  expect(JSON.parse(last.body.toString())).toMatchObject({
    ...{ v: 1, contact: 'tu', severity: 'urgent', title: 'Khẩn cấp: Nước quá mặn' },
    alerts: [{ alert: 'a', says: 'new', target: { site: 'farm', sensor: 'cong' }, raisedAt: morning }],
  });
  expect((await farm.attempts()).map(({ outcome, fault }) => [outcome, fault])).toEqual([
    ['failed', 'HTTP 500'],
    ['failed', 'HTTP 503'],
    ['sent', null],
  ]);
  expect((await farm.deliveries()).map(({ state, attempts }) => [state, attempts])).toEqual([['sent', 3]]);
});

it('a message whose answer was lost comes again under the same key: whoever took it knows it', async () => {
  const ear = await openEar(lostAnswer);
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  await farm.raise('a');
  await farm.look();
  await farm.restart();
  await farm.pass(minuteMs, 10_000);
  expect(ear.heard).toHaveLength(2);
  expect(ear.heard[1]?.headers['idempotency-key']).toBe(ear.heard[0]?.headers['idempotency-key']);
});

it('waits as long as the server asks for', async () => {
  const ear = await openEar(429);
  ear.headers['retry-after'] = '1800';
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  await farm.raise('a');
  await farm.look();
  await farm.pass(29 * minuteMs, minuteMs);
  expect(ear.heard).toHaveLength(1);
  await farm.pass(minuteMs, minuteMs);
  expect(ear.heard).toHaveLength(2);
});

it('follows no redirect, and gives up at once what can never be taken', async () => {
  const ear = await openEar(307, 401);
  ear.headers['location'] = `${ear.url}/elsewhere`;
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  await farm.raise('a');
  await farm.look();
  expect(ear.heard).toHaveLength(1);
  expect((await farm.deliveries()).map(({ state, fault }) => [state, fault])).toEqual([['dead', 'HTTP 307']]);
});

it('a secret that cannot be read stops no other contact, is named, and what waited goes once it is mended', async () => {
  const ear = await openEar();
  const other = { id: 'nam', name: 'Năm', channels: [{ kind: 'mqtt' as const }] };
  const farm = await openDeliveryFarm({ contacts: [...contactAt(ear.url).contacts, other] });
  await farm.raise('a');
  await farm.look();
  expect(farm.published).toHaveLength(1);
  expect(farm.health().map(({ code }) => code)).toEqual(['SECRET_UNREADABLE']);
  expect(ear.heard).toEqual([]);
  await writeFile(`${farm.root}/hook.secret`, 'mended');
  await farm.restart();
  await farm.pass(hourMs);
  expect(ear.heard).not.toEqual([]);
  expect(farm.health()).toEqual([]);
});
