import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../../src/series/log/log.ts';
import { moveLog } from '../../../src/series/log/move.ts';
import { openSeriesDatabase } from '../../../src/series/series-database.ts';
import { openTail } from '../../../src/series/log/tail.ts';
import { testFolder } from '../../support/folders.ts';

it('a move gives up when another process has finished one meanwhile, and overwrites nothing', async () => {
  const path = join(await testFolder(), 'series.sqlite');
  const database = openSeriesDatabase(path);
  const log = openLog(database);
  const series = Array.from({ length: 20_000 }, (_, index) => index + 1);
  log.add(Float64Array.from(series.flatMap((id) => [id, 1000, 1])));
  const slow = moveLog(database, log, openTail(log));

  // Its first slice is written. The other process has seen a newer value of the last series and moved it all.
  const other = openSeriesDatabase(path);
  other.exec('insert into points values (20000, 1000, 2); delete from arrivals;');
  openLog(other).add(Float64Array.of(1, 2000, 3));
  other.close();

  await slow;
  const moved = database.prepare('select count(*) as rows from points').get();
  expect(moved?.['rows']).toBeLessThan(20_000);
  expect(database.prepare('select value from points where series = 20000').get()?.['value']).toBe(2);
  expect([...log.rowsAfter(0)].map(({ points }) => [...points])).toEqual([[1, 2000, 3]]);
  database.close();
});
