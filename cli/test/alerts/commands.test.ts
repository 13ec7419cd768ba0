import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openDecisionReader, openStores } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { openAlertRecords, raiseAlert } from '../support/alert-rows.ts';
import { fieldlapse } from '../support/command.ts';

const [alert, other] = ['0123456789abcdef0123456789abcdef', '0123999999999999999999999999999f'];

it('alerts are listed, shown, acknowledged and snoozed from the command line', async () => {
  const data = await mkdtemp(join(tmpdir(), 'fieldlapse-alerts-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const run = (...args: string[]) => fieldlapse(['alerts', ...args, '--data', data]);
  expect((await run('list')).stderr).toMatch(/^RECORDS_MISSING/);
  await writeFile(
    join(data, 'fieldlapse.yaml'),
    'sites:\n  - id: farm\n    title: Trại Ba Tư\n    sensors: [{ name: cong, title: Cống chính }]\n',
  );
  const stores = await openStores({ folder: data, logger: silentLogger });
  onTestFinished(() => stores.close());
  const db = await openAlertRecords(stores);
  expect((await run('list')).stdout).toBe('No alert stands.\n');
  await raiseAlert(db, alert, Date.now() - 3_600_000);
  await raiseAlert(db, other, Date.now() - 7_200_000);

  const list = await run('list', '--lang', 'en');
  expect(list.stdout).toMatch(
    /^01234567  Urgent: Too salty\. Cống chính, Trại Ba Tư, since \d\d:\d\d (today|yesterday)\n0123999/,
  );
  expect((await run('ack', '0123', '--by', 'tu')).stderr).toMatch(/^ALERT_MISSING/);
  const acknowledged = await run('ack', '01234567', '--by', 'tu', '--note', 'Đã đóng cống');
  expect(acknowledged).toMatchObject({ code: 0, stdout: 'acknowledged by tu: Đã đóng cống\n' });
  expect((await run('snooze', '01234567', '--by', 'tu', '--for', '40d')).stderr).toMatch(/^BAD_DECISION/);
  expect((await run('snooze', '01234567', '--by', 'tu', '--for', '2h')).stdout).toMatch(/^snoozed by tu until 20/);
  expect((await run('snooze', '01234567', '--by', 'tu', '--for', '0h')).stdout).toBe('unsnoozed by tu\n');

  const show = (await run('show', alert)).stdout;
  expect(show).toContain('Khẩn cấp: Nước quá mặn\nNước tại Cống chính mặn 0,62 g/L.\nĐóng cống.\n');
  expect(show).toContain('acknowledged by tu: Đã đóng cống');
  const json = JSON.parse((await run('show', alert, '--json')).stdout) as { decisions: { kind: string }[] };
  expect(json.decisions.map(({ kind }) => kind)).toEqual(['acknowledged', 'snoozed', 'unsnoozed']);
  const reader = await openDecisionReader(stores.records);
  expect((await reader.after(0, 9)).map(({ seq, alert: of }) => [seq, of])).toEqual(
    [1, 2, 3].map((seq) => [seq, alert]),
  );
  await reader.close();
});
