import { expect, it, onTestFinished } from 'vitest';
import {
  deliveryMigrations,
  openDeliveryReader,
  openSqliteRecords,
  type DeliveryRow,
  type DeliveryTables,
} from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';

function row(id: string, more: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    ...{ id, contact: 'tu', channel: 'email', lines: '[]', message: '{"title":"Nước mặn","body":"…"}', state: 'sent' },
    ...{ attempts: 1, createdAt: 10, notBefore: 10, endedAt: 11, mergedInto: null, fault: null },
    ...more,
  };
}

it('a reader sees who was told of an alert, what was given up and how much waits', async () => {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  expect(await codeOf(openDeliveryReader(records))).toBe('RECORDS_MISSING');
  const owner = await records.openOwn<DeliveryTables>('deliveries', deliveryMigrations);
  const reader = await openDeliveryReader(records);
  expect(await reader.waiting()).toEqual({ count: 0, since: null });
  const rows = [
    row('late', { createdAt: 30, state: 'waiting', endedAt: null }),
    row('first'),
    row('other', { createdAt: 20, state: 'dead', endedAt: 50, fault: 'SMTP 550 (EENVELOPE)' }),
    row('given-up', { state: 'dead', endedAt: 60 }),
  ];
  await owner.insertInto('deliveries').values(rows).execute();
  const told = ['first', 'late'].map((delivery) => ({ alert: 'a', delivery }));
  await owner
    .insertInto('deliveredAlerts')
    .values([...told, { alert: 'b', delivery: 'other' }])
    .execute();
  expect((await reader.of('a')).map(({ id, title }) => `${id} ${title}`)).toEqual(['first Nước mặn', 'late Nước mặn']);
  expect((await reader.of('a'))[0]).not.toHaveProperty('message');
  expect((await reader.dead(1)).map(({ id }) => id)).toEqual(['given-up']);
  expect((await reader.dead(9)).map(({ id, fault }) => [id, fault])).toEqual([
    ['given-up', null],
    ['other', 'SMTP 550 (EENVELOPE)'],
  ]);
  expect(await reader.waiting()).toEqual({ count: 1, since: 30 });
});
