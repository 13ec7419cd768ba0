import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readingBatch } from '@fieldlapse/contracts';
import { intakeMigrations, openSqliteRecords, type IntakeTables } from '@fieldlapse/store';
import { openGroupCommit } from '../../../src/intake/commit/group-commit.ts';
import { packReadings, unpackReadings } from '../../../src/intake/readings/pack.ts';
import { storeReadings } from '../../../src/intake/readings/store-readings.ts';
import { noon, readingOf } from '../rig/wire-device.ts';

it('stores every reading exactly once, however its batches are cut, repeated and ordered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-readings-'));
  const records = openSqliteRecords(folder);
  const db = await records.openOwn<IntakeTables>('intake', intakeMigrations);
  const commits = openGroupCommit(db);
  let runs = 0;

  const batches = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(batches, async (cuts) => {
      const boot = `${(runs += 1)}-00000001`;
      const expected = new Set<number>();
      for (const [from, count] of cuts) {
        const readings = Array.from({ length: count }, (_, at) => readingOf({ value: from + at, mono: from + at }));
        const batch = readingBatch.parse({ v: 1, boot, from, readings });
        const run = { site: 'farm', device: 'node-1', boot, timeZone: 'Asia/Ho_Chi_Minh' };
        const arrived = { run, batch, packed: packReadings(batch.readings), receivedAt: noon };
        const fresh = readings.filter((_, at) => !expected.has(from + at)).length;
        const result = await commits.run((trx) => storeReadings(trx, arrived));
        expect(result).toMatchObject(fresh > 0 ? { outcome: 'stored', count: fresh } : { outcome: 'dup' });
        readings.forEach((_, at) => expected.add(from + at));
      }
      const rows = await db
        .selectFrom('readingBatches')
        .selectAll()
        .where('boot', '=', boot)
        .orderBy('fromSeq')
        .execute();
      const stored = rows.flatMap(({ fromSeq, readings }) =>
        unpackReadings(readings).map(({ value }, at) => ({ seq: fromSeq + at, value })),
      );
      const sorted = [...expected].sort((a, b) => a - b);
      expect(stored).toEqual(sorted.map((seq) => ({ seq, value: seq })));
    }),
    { numRuns: 60 },
  );
  await records.close();
  await rm(folder, { recursive: true });
});
