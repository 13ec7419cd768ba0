import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { hourMs, minuteMs, openDeliveryFarm } from './delivery-farm.ts';
import { openEar } from './http-ear.ts';

const contactAt = (url: string, more: object = {}) => ({
  contacts: [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'webhook' as const, url, secretFile: 's' }], ...more }],
});
const files = { s: 'secret' };

const textOf = ({ body }: { readonly body: Buffer }) =>
  JSON.parse(body.toString()) as { title: string; body: string; alerts: { alert: string; says: string }[] };

it('a channel that is down for an hour loses nothing and ends with one digest of how things are then', async () => {
  const ear = await openEar(...Array.from({ length: 500 }, () => 503));
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  await farm.raise('salt-1', { rule: 'salt' });
  await farm.pass(10 * minuteMs, minuteMs);
  await farm.raise('heat-1', { rule: 'heat', severity: 'warning' });
  await farm.raise('cold-1', { rule: 'cold', severity: 'warning' });
  await farm.pass(10 * minuteMs, minuteMs);
  await farm.worsen('heat-1', 'urgent');
  await farm.clear('cold-1');
  await farm.pass(40 * minuteMs, minuteMs);
  const tries = ear.heard.length;
  expect(tries).toBeLessThan(40);
  expect(farm.health()).toMatchObject([{ code: 'DELIVERY_FAILING' }]);
  ear.statuses.length = 0;
  await farm.pass(10 * minuteMs, minuteMs);
  expect(ear.heard).toHaveLength(tries + 1);
  const digest = textOf(ear.heard.at(-1)!);
  expect(digest.title).toBe('2 cảnh báo đang còn, 1 đã qua');
  expect(digest.body.split('\n')[0]).toBe('Trong lúc không gửi tin được:');
  expect(digest.alerts.map(({ alert, says }) => `${alert} ${says}`).sort()).toEqual([
    'cold-1 passed',
    'heat-1 stands',
    'salt-1 stands',
  ]);
  const states = (await farm.deliveries()).map(({ state }) => state);
  expect(states.filter((state) => state === 'sent')).toHaveLength(1);
  expect(states.filter((state) => state === 'merged').length).toBeGreaterThan(3);
  expect(states).not.toContain('waiting');
  expect(farm.health()).toEqual([]);
});

it('a restart in the middle of an outage changes nothing', async () => {
  const ear = await openEar(...Array.from({ length: 500 }, () => 503));
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  await farm.raise('a');
  await farm.pass(20 * minuteMs, minuteMs);
  await farm.restart();
  await farm.raise('b', { rule: 'heat' });
  await farm.pass(20 * minuteMs, minuteMs);
  await farm.restart();
  ear.statuses.length = 0;
  const tries = ear.heard.length;
  await farm.pass(10 * minuteMs, minuteMs);
  expect(ear.heard).toHaveLength(tries + 1);
  expect(textOf(ear.heard.at(-1)!).alerts.map(({ alert }) => alert)).toEqual(['a', 'b']);
});

it('a message that nobody takes for a day is given up and stays to be seen', async () => {
  const ear = await openEar(...Array.from({ length: 2000 }, () => 503));
  const farm = await openDeliveryFarm({ ...contactAt(ear.url), telling: { remindAfter: [] } }, files);
  await farm.raise('a');
  await farm.pass(25 * hourMs);
  expect((await farm.deliveries()).map(({ state, fault }) => [state, fault])).toEqual([['dead', 'given up: HTTP 503']]);
});

it('24 hours of late readings at once push nothing stale: one digest of what stands', async () => {
  const ear = await openEar();
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  for (let at = 0; at < 20; at += 1) {
    await farm.raise(`old-${at}`, { rule: `rule-${at % 4}`, ageMs: (24 - at) * hourMs });
    await farm.clear(`old-${at}`, (23.5 - at) * hourMs);
    if (at % 5 === 0) await farm.look();
  }
  await farm.raise('stands', { rule: 'rule-9', ageMs: 7 * hourMs });
  await farm.pass(hourMs, minuteMs);
  expect(ear.heard).toHaveLength(1);
  const told = textOf(ear.heard[0]!);
  expect(told.alerts).toMatchObject([{ alert: 'stands', says: 'stands' }]);
  expect(told.body).toMatch(/từ 03:00 hôm nay/);
});

it('a plan that cannot be written leaves nothing of it behind, and is made again', async () => {
  const ear = await openEar();
  const farm = await openDeliveryFarm(contactAt(ear.url), files);
  const { db } = farm.running.service;
  await sql`create trigger broken before insert on deliveries begin select raise(abort, 'no'); end`.execute(db);
  await farm.raise('a');
  await expect(farm.look()).rejects.toThrow('no');
  expect(await db.selectFrom('matters').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('cursors').selectAll().execute()).toEqual([]);
  await sql`drop trigger broken`.execute(db);
  await farm.look();
  await farm.look();
  expect(ear.heard.map(textOf).map(({ alerts }) => alerts.map(({ says }) => says))).toEqual([['new']]);
});

it('what came in quiet hours is one message in the morning, on every channel', async () => {
  const ear = await openEar();
  const quietHours = { from: '21:00', to: '05:30' };
  const farm = await openDeliveryFarm(contactAt(ear.url, { quietHours }), files);
  farm.now = Date.parse('2026-11-20T15:00:00Z');
  await farm.raise('a', { severity: 'warning' });
  await farm.raise('b', { rule: 'heat', severity: 'notice' });
  await farm.pass(7.5 * hourMs);
  expect(ear.heard.map(textOf).map(({ alerts }) => alerts.length)).toEqual([2]);
});
