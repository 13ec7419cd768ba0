import { expect, it, onTestFinished } from 'vitest';
import {
  alertMigrations,
  openAlertReader,
  openSqliteRecords,
  type AlertRow,
  type AlertTables,
} from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';

const words = { title: 'Nóng', what: 'Không khí {value} {unit}', todo: 'Tưới mát' };
const rule = {
  ...{ id: 'hot', kind: 'crop', severity: 'warning', scope: 'sensor', source: 'test', unverified: true },
  texts: { vi: words, en: words },
};
const target = { site: 'farm', plot: null, sensor: 'a', camera: null, device: null };

function alertRow(alert: string, raisedAt: number, more: Partial<AlertRow> = {}): AlertRow {
  return {
    ...{ alert, history: 'h', rule: 'hot', revision: 'r1', kind: 'crop', state: 'standing', raisedAt, clearedAt: null },
    ...{ severity: 'warning', worst: 'urgent', value: 36, blindSince: null, changedSeq: 1, ...target },
    ...more,
  };
}

async function openRecords() {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  expect(await codeOf(openAlertReader(records))).toBe('RECORDS_MISSING');
  const owner = await records.openOwn<AlertTables>('alerts', alertMigrations);
  await owner
    .insertInto('rules')
    .values({
      ...{ revision: 'r1', id: 'hot', origin: 'import', rule: JSON.stringify(rule), unit: '°C', level: 35 },
      ...{ since: 7, active: 1 },
    })
    .execute();
  return { owner, reader: await openAlertReader(records) };
}

it('a reader sees alerts with the words of the rule revision that raised them', async () => {
  const { owner, reader } = await openRecords();
  const rows = [alertRow('x', 10), alertRow('y', 20, { site: 'other' }), alertRow('z', 5, { state: 'withdrawn' })];
  await owner.insertInto('alerts').values(rows).execute();
  const standing = await reader.standing();
  expect(standing.map(({ alert }) => alert)).toEqual(['x', 'y']);
  expect(standing[0]).toMatchObject({ target: { site: 'farm', sensor: 'a' }, unit: '°C', level: 35, withdrawn: false });
  expect(standing[0]?.texts.vi).toEqual(words);
  expect((await reader.standing('other')).map(({ alert }) => alert)).toEqual(['y']);
  expect(await reader.alert('z')).toMatchObject({ withdrawn: true, rules: { unverified: true, active: true } });
  expect(await reader.alert('none')).toBeUndefined();
});

it('pages of alerts follow each other without a gap, alerts of one moment too', async () => {
  const { owner, reader } = await openRecords();
  await owner
    .insertInto('alerts')
    .values(['a', 'b', 'c', 'd', 'e'].map((id, at) => alertRow(id, at < 3 ? 10 : 20)))
    .execute();
  const seen: string[] = [];
  for (let before; ;) {
    const page = await reader.list({ limit: 2, before });
    if (page.length === 0) break;
    seen.push(...page.map(({ alert }) => alert));
    before = page.at(-1);
  }
  expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
  expect((await reader.list({ limit: 9, from: 15, site: 'farm', state: 'standing' })).length).toBe(2);
});

it('the feed of changes is read on from where one was', async () => {
  const { owner, reader } = await openRecords();
  expect(await reader.lastAlertSeq()).toBe(0);
  const transition = { id: 't1', rule: 'hot', revision: 'r1', target: { site: 'farm' }, kind: 'raised' };
  const line = { alert: 't1', transition: JSON.stringify(transition), recordedAt: 1 } as const;
  await owner
    .insertInto('changes')
    .values([
      { ...line, change: 'raised', replaces: null },
      { ...line, change: 'revised', replaces: 't1' },
    ])
    .execute();
  expect(await reader.lastAlertSeq()).toBe(2);
  const [second] = await reader.changesAfter(1, 10);
  expect(second).toMatchObject({ seq: 2, change: 'revised', replaces: 't1', transition: { kind: 'raised' } });
});
