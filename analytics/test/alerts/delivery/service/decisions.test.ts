import { alertDecisionMigrations, openDecisionReader, type AlertDecisionTables } from '@fieldlapse/store';
import { expect, it } from 'vitest';
import { hourMs, minuteMs, morning, openDeliveryFarm } from './delivery-farm.ts';

const contacts = [
  { id: 'tu', name: 'Bà Tư', channels: [{ kind: 'mqtt' as const }] },
  { id: 'nam', name: 'Năm', step: 2, channels: [{ kind: 'mqtt' as const }] },
];
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
const story = (farm: Awaited<ReturnType<typeof openDeliveryFarm>>) =>
  farm.published.map(({ payload }) => {
    const { contact, alerts } = payload as { contact: string; alerts: { says: string }[] };
    return `${contact} ${alerts.map(({ says }) => says).join()}`;
  });

it('who acknowledges ends reminders and escalation, and what he said stays word for word', async () => {
  const farm = await openDeliveryFarm({ contacts });
  await farm.raise('a');
  await farm.look();
  await farm.decisions.acknowledge('a', { by: 'tu', note: 'Đã đóng cống' });
  await farm.pass(5 * hourMs);
  expect(story(farm)).toEqual(['tu new']);
  await farm.worsen('a', 'urgent');
  const reader = await openDecisionReader(farm.stores.records);
  const [first] = await reader.of('a');
  expect(first).toMatchObject({
    seq: 1,
    alert: 'a',
    kind: 'acknowledged',
    by: 'tu',
    note: 'Đã đóng cống',
    severity: 'urgent',
    at: morning,
  });
  expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
  await farm.decisions.unsnooze('a', { by: 'nam' });
  expect((await reader.after(1, 10)).map(({ kind }) => kind)).toEqual(['unsnoozed']);
  expect(await reader.of('a')).toContainEqual(first);
  await reader.close();
});

it('without an answer the next contact is told, then both are reminded', async () => {
  const farm = await openDeliveryFarm({ contacts });
  await farm.raise('a');
  await farm.look();
  await farm.pass(hourMs);
  expect(story(farm).slice(0, 2)).toEqual(['tu new', 'nam escalated']);
  expect(story(farm).slice(2).sort()).toEqual(['nam reminder', 'tu reminder']);
});

it('a snooze is silent until its end', async () => {
  const farm = await openDeliveryFarm({ contacts });
  await farm.raise('a');
  await farm.look();
  await farm.decisions.snooze('a', { by: 'tu' }, morning + 3 * hourMs);
  await farm.pass(3 * hourMs - minuteMs);
  expect(story(farm)).toEqual(['tu new']);
  await farm.pass(10 * minuteMs);
  expect(story(farm)).toEqual(['tu new', 'nam escalated', 'tu reminder']);
});

it('what cannot be kept is refused and nothing is written', async () => {
  const farm = await openDeliveryFarm({ contacts });
  await farm.raise('a');
  expect(await codeOf(farm.decisions.acknowledge('none', { by: 'tu' }))).toBe('ALERT_MISSING');
  expect(await codeOf(farm.decisions.acknowledge('a', { by: '  ' }))).toBe('BAD_DECISION');
  expect(await codeOf(farm.decisions.acknowledge('a', { by: 'tu', note: 'x'.repeat(501) }))).toBe('BAD_DECISION');
  expect(await codeOf(farm.decisions.snooze('a', { by: 'tu' }, morning))).toBe('BAD_DECISION');
  expect(await codeOf(farm.decisions.snooze('a', { by: 'tu' }, morning + 31 * 24 * hourMs))).toBe('BAD_DECISION');
  expect(await farm.decisions.of('a')).toEqual([]);
  expect(
    await codeOf(farm.stores.records.openOwn<AlertDecisionTables>('alert-decisions', alertDecisionMigrations)),
  ).toBe('RECORDS_OWNED');
});

it('equipment alerts that no technician can be told of are named', async () => {
  const farm = await openDeliveryFarm({ contacts });
  await farm.raise('a', { kind: 'equipment', rule: 'silent' });
  await farm.look();
  expect(farm.published).toEqual([]);
  expect(farm.health()).toEqual([{ code: 'NOBODY_TOLD', message: 'alerts for the technician of farm reach nobody' }]);
});

it('a contact with nothing but Web Push is told of nothing until a browser subscribes', async () => {
  const push = { services: ['localhost'] };
  const farm = await openDeliveryFarm({ contacts: [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'push' }] }], push });
  await farm.raise('a');
  await farm.look();
  expect(farm.health()).toEqual([{ code: 'NOBODY_TOLD', message: 'alerts for the farmer of farm reach nobody' }]);
  const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') };
  // Nobody listens there: that a message fails is another matter.
  await farm.push.add('tu', { endpoint: 'https://localhost:9/browser', keys });
  await farm.look();
  expect(farm.health()).toEqual([]);
});

it('an alert that late points made part of another one is withdrawn once, though no line of the feed is its own', async () => {
  const farm = await openDeliveryFarm({ contacts: contacts.slice(0, 1) });
  await farm.raise('a');
  await farm.look();
  await farm.owner.updateTable('alerts').set({ state: 'withdrawn' }).where('alert', '=', 'a').execute();
  await farm.raise('b', { ageMs: 30 * minuteMs });
  await farm.clear('b', 20 * minuteMs);
  await farm.pass(3 * hourMs);
  expect(story(farm)).toEqual(['tu new', 'tu withdrawn']);
});

it('a restart between any two looks changes no message', async () => {
  const tell = async (restarts: boolean) => {
    const farm = await openDeliveryFarm({ contacts });
    const then = async (ms: number) => {
      await farm.look();
      if (restarts) await farm.restart();
      await farm.pass(ms);
      if (restarts) await farm.restart();
    };
    await farm.raise('a', { severity: 'warning' });
    await then(20 * minuteMs);
    await farm.worsen('a', 'urgent');
    await farm.raise('b', { rule: 'heat', ageMs: 5 * hourMs });
    await then(2 * hourMs);
    await farm.withdraw('b');
    await farm.clear('a');
    await then(3 * hourMs);
    return (await farm.deliveries()).map(({ id, contact, message }) => ({ id, contact, message }));
  };
  const whole = await tell(false);
  expect(whole.length).toBeGreaterThan(6);
  expect(await tell(true)).toEqual(whole);
});
