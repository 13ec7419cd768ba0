import type { AlertsPage, OneAlertAnswer, RulesAnswer, StandingAnswer } from '@fieldlapse/dashboards-server';
import { expect, onTestFinished, test } from 'vitest';
import { deskOf, openAlertRecords } from '../../farm/alerts.ts';
import { captureTimes, now, openFarm } from '../../farm/farm.ts';
import { drawPictures } from '../../farm/pictures.ts';

const hourMs = 3_600_000;

async function openAlertFarm(known?: Parameters<typeof deskOf>[1]) {
  const told = deskOf(() => now, known);
  const farm = await openFarm({ desk: told.desk });
  const records = await openAlertRecords(farm.stores);
  onTestFinished(async () => {
    await records.close();
    await farm.close();
  });
  const ask = async <T>(path: string, language = 'en') => {
    const answer = await fetch(`${farm.url}/api/${path}`, { headers: { 'accept-language': language } });
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const tell = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${farm.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { ...told, farm, records, ask, tell };
}

test('a farm before its alert service has started is calm, and an unknown one is not there', async () => {
  const farm = await openFarm();
  onTestFinished(() => farm.close());
  const standing = await fetch(`${farm.url}/api/sites/ruong-lua/alerts`);
  expect(await standing.json()).toEqual({ now, alerts: [] });
  expect(await (await fetch(`${farm.url}/api/rules`)).json()).toEqual({ rules: [] });
  expect((await fetch(`${farm.url}/api/sites/nowhere/alerts`)).status).toBe(404);
  expect((await fetch(`${farm.url}/api/alerts/abc`)).status).toBe(404);
});

test('what stands is told the worst first, in the language that was asked for', async () => {
  const { records, ask } = await openAlertFarm();
  await records.raise('notice1', now - hourMs, { severity: 'notice' });
  await records.raise('urgent1', now - 2 * hourMs);
  await records.raise('other', now - hourMs, { site: 'elsewhere' });
  await records.raise('gone', now - 5 * hourMs);
  await records.clear('gone', now - 4 * hourMs);
  const { body } = await ask<StandingAnswer>('sites/ruong-lua/alerts');
  expect(body.alerts.map(({ alert }) => alert)).toEqual(['urgent1', 'notice1']);
  expect(body.alerts[0]).toMatchObject({
    unverified: true,
    severity: 'urgent',
    value: 0.62,
    texts: { title: 'Too salty' },
  });
  const vietnamese = await ask<StandingAnswer>('sites/ruong-lua/alerts', 'vi');
  expect(vietnamese.body.alerts[0]?.texts.todo).toBe('Đóng cống.');
});

test('alerts are listed in pages, newest first, by site, state and time', async () => {
  const { records, ask } = await openAlertFarm();
  for (const hours of [1, 2, 3, 4]) await records.raise(`a${hours}`, now - hours * hourMs);
  await records.clear('a3', now - 2.5 * hourMs);
  const idsOf = ({ body }: { body: AlertsPage }) => body.alerts.map(({ alert }) => alert);
  const first = await ask<AlertsPage>('alerts?limit=3');
  expect(idsOf(first)).toEqual(['a1', 'a2', 'a3']);
  expect(idsOf(await ask<AlertsPage>(`alerts?limit=3&before=${first.body.next}`))).toEqual(['a4']);
  expect(idsOf(await ask<AlertsPage>('alerts?state=cleared'))).toEqual(['a3']);
  expect(idsOf(await ask<AlertsPage>(`alerts?from=${now - 2 * hourMs}&to=${now - hourMs}`))).toEqual(['a2']);
  expect(idsOf(await ask<AlertsPage>('alerts?site=elsewhere'))).toEqual([]);
  expect((await ask('alerts?limit=1000')).status).toBe(400);
  expect((await ask('alerts?before=x')).status).toBe(400);
});

test('one alert has its history, its source, the course of its sensor and the pictures on both sides', async () => {
  const { farm, records, ask } = await openAlertFarm();
  const raisedAt = now - 6 * hourMs;
  const times = captureTimes([1, 0]).filter((t) => t < now);
  const shots = await farm.storeFrames('bo-dong', drawPictures(`${farm.folder}/pictures`, times.length), times);
  await farm.storeReadings('tram-1', 'airTempC', (hour) => 20 + hour / 2);
  await records.raise('abc', raisedAt);
  await records.clear('abc', now - 3 * hourMs);
  const { body } = await ask<OneAlertAnswer>('alerts/abc');
  expect(body).toMatchObject({ source: 'Zeng 2002', state: 'cleared', clearedAt: now - 3 * hourMs });
  expect((await ask<OneAlertAnswer>('alerts/abc', 'vi')).body.source).toBe('Theo Zeng 2002');
  expect(body.changes.map(({ change, at }) => [change, at])).toEqual([
    ['raised', raisedAt],
    ['cleared', now - 3 * hourMs],
  ]);
  const { series, frames, from, to } = body.evidence;
  expect([from, to]).toEqual([raisedAt - 6 * hourMs, now]);
  expect(series.map(({ quantity, level, title }) => [quantity, level, title])).toEqual([['airTempC', 30, 'Trạm 1']]);
  const count = series[0]?.buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  expect(count).toBe(48);
  const before = shots.findLast(({ observedAt }) => observedAt <= raisedAt);
  const after = shots.find(({ observedAt }) => observedAt > raisedAt);
  expect(frames).toMatchObject([
    { camera: 'bo-dong', title: 'Bờ đông', before: { f: before?.f }, ...(after && { after: { f: after.f } }) },
  ]);
});

test('somebody takes an alert on, and it counts until it gets worse', async () => {
  let severity: 'warning' | 'urgent' = 'warning';
  const { records, ask, tell } = await openAlertFarm(() => severity);
  await records.raise('abc', now - hourMs, { severity: 'warning' });
  const answer = await tell('alerts/abc/decisions', { kind: 'acknowledged', by: ' Ba Tư ', note: 'Đã đóng cống' });
  expect(answer).toMatchObject({ status: 200, body: { by: 'Ba Tư', at: now } });
  const standing = async () => (await ask<StandingAnswer>('sites/ruong-lua/alerts')).body.alerts;
  expect(await standing()).toMatchObject([{ acknowledged: { by: 'Ba Tư', note: 'Đã đóng cống' }, snoozed: null }]);
  severity = 'urgent';
  await records.clear('abc', now);
  await records.raise('def', now, { severity: 'urgent' });
  expect(await standing()).toMatchObject([{ alert: 'def', acknowledged: null }]);
});

test('an alert is put off until a time, and taken back; both stay in its history', async () => {
  const { records, ask, tell } = await openAlertFarm();
  await records.raise('abc', now - hourMs);
  await tell('alerts/abc/decisions', { kind: 'snoozed', by: 'Tư', until: now + 6 * hourMs });
  const one = async () => (await ask<OneAlertAnswer>('alerts/abc')).body;
  expect((await one()).snoozed).toEqual({ by: 'Tư', until: now + 6 * hourMs });
  await tell('alerts/abc/decisions', { kind: 'unsnoozed', by: 'Tư' });
  expect(await one()).toMatchObject({ snoozed: null, decisions: [{ kind: 'snoozed' }, { kind: 'unsnoozed' }] });
});

test.each([
  ['without a name', { kind: 'acknowledged', by: ' ' }, 400, 'BAD_REQUEST'],
  ['of a name that is too long', { kind: 'acknowledged', by: 'x'.repeat(41) }, 400, 'BAD_REQUEST'],
  ['of another kind', { kind: 'deleted', by: 'Tư' }, 400, 'BAD_REQUEST'],
  ['with a snooze that is over', { kind: 'snoozed', by: 'Tư', until: 1 }, 400, 'BAD_DECISION'],
])('a decision %s is refused', async (_what, body, status, code) => {
  const { tell, said } = await openAlertFarm();
  expect(await tell('alerts/abc/decisions', body)).toMatchObject({ status, body: { code } });
  expect(said).toEqual([]);
});

test('a decision about an alert that is not there is refused', async () => {
  const { tell } = await openAlertFarm(() => undefined);
  const answer = await tell('alerts/abc/decisions', { kind: 'acknowledged', by: 'Tư' });
  expect(answer).toMatchObject({ status: 404, body: { code: 'ALERT_MISSING' } });
});

test('rules in force are listed with their source', async () => {
  const { ask } = await openAlertFarm();
  const { body } = await ask<RulesAnswer>('rules');
  expect(body.rules).toMatchObject([
    { id: 'salt', origin: 'import', level: 0.5, title: { vi: 'Nước quá mặn', en: 'Too salty' }, unverified: true },
  ]);
});

test('rules are tried on a site, with days that exist and in order', async () => {
  const { tell, orders } = await openAlertFarm();
  const asked = { packs: ['rice'], from: '2026-10-01', to: '2026-10-31' };
  expect(await tell('sites/ruong-lua/rules/test', asked)).toMatchObject({ status: 200, body: { ruleFaults: [] } });
  expect(orders).toEqual([{ site: 'ruong-lua', ...asked }]);
  expect((await tell('sites/ruong-lua/rules/test', {})).status).toBe(400);
  expect((await tell('sites/ruong-lua/rules/test', { ...asked, to: '2026-09-01' })).status).toBe(400);
  expect((await tell('sites/ruong-lua/rules/test', { ...asked, packs: ['../x'] })).status).toBe(400);
  expect((await tell('sites/ruong-lua/rules/test', { rules: 'x'.repeat(300_000) })).status).toBe(413);
  expect((await tell('sites/nowhere/rules/test', asked)).status).toBe(404);
  expect((await tell('sites/ruong-lua/rules/test', { rules: 'ệ'.repeat(50_000) })).status).toBe(200);
});

test('a browser subscribes for a contact and leaves again', async () => {
  const { ask, tell, browsers } = await openAlertFarm();
  expect((await ask('push')).body).toEqual({ publicKey: 'BKey', contacts: [{ id: 'tu', name: 'Bà Tư' }] });
  const endpoint = 'https://push.example/abc';
  const subscription = { endpoint, keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) } };
  expect(await tell('push/subscriptions', { contact: 'tu', subscription })).toMatchObject({ status: 200 });
  expect([...browsers]).toEqual([[endpoint, 'tu']]);
  expect(await tell('push/subscriptions', { contact: 'ai', subscription })).toMatchObject({ status: 404 });
  const damaged = { endpoint, keys: { ...subscription.keys, auth: 'a' } };
  expect((await tell('push/subscriptions', { contact: 'tu', subscription: damaged })).status).toBe(400);
  expect(await tell('push/subscriptions/remove', { endpoint })).toMatchObject({ body: { subscribed: false } });
  expect(browsers.size).toBe(0);
});
