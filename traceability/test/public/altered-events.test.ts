import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { appendWaiting, askErasure, openDiskTiles, openLog } from '../../src/index.ts';
import { alteredEvents } from '../../src/public/altered-events.ts';
import { dayMs, growing, plantedAt, testLots, treatment } from '../support/farm.ts';
import { testKeys } from '../support/test-keys.ts';

/** Three treatments in the log, and one that waits: events 1 to 4 of the records. */
async function bed() {
  const lots = await testLots();
  const store = await openDiskTiles(join(lots.folder, 'trace-log'));
  const log = await openLog({ store, records: lots.records, keys: testKeys, now: Date.now, logger: silentLogger });
  onTestFinished(log.close);
  const spray = (day: number) => lots.add(growing, treatment(plantedAt + day * dayMs, 7, `Dầu khoáng ${day}`));
  for (const day of [1, 2, 3]) await spray(day);
  await appendWaiting(lots.db, log, Date.now);
  await spray(4);
  const set = (seq: number, change: { event?: string; loggedAt?: number }) =>
    lots.db.updateTable('events').set(change).where('seq', '=', seq).execute();
  const altered = () => alteredEvents(lots.reader, log, [1, 2, 3, 4]);
  const textOf = async (seq: number) => (await lots.reader.events(growing, seq - 1, 1))[0]!.event!;
  return { lots, log, set, altered, textOf };
}

it('an event that was edited is found, whatever it was made to be; others and what waits are left alone', async () => {
  const { lots, set, altered, textOf } = await bed();
  expect(await altered()).toEqual([]);
  const text = await textOf(2);
  for (const edited of [text.replace('Dầu khoáng 2', 'Nước'), await textOf(3), '{"type":', '[]', 'null']) {
    await set(2, { event: edited });
    expect(await altered(), edited).toEqual([2]);
  }
  // The same event in other words for JSON is the same event.
  await set(2, { event: JSON.stringify(JSON.parse(text), null, 1) });
  expect(await altered()).toEqual([]);
  await set(4, { event: text, loggedAt: 1 });
  expect(await altered()).toEqual([4]);
  await lots.db.updateTable('lots').set({ id: 'another' }).execute();
  expect(await altered()).toEqual([1, 2, 3, 4]);
});

it('what was erased is not altered, and put back it is', async () => {
  const { lots, log, set, altered, textOf } = await bed();
  const text = await textOf(1);
  await askErasure(lots, 1);
  await appendWaiting(lots.db, log, Date.now);
  expect(await altered()).toEqual([]);
  await set(1, { event: text });
  expect(await altered()).toEqual([1]);
});
