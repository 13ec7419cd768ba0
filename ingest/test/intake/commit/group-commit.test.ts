import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { intakeMigrations, openSqliteRecords, type IntakeTables, type RecordsStore } from '@fieldlapse/store';
import { openGroupCommit, type Trx } from '../../../src/intake/commit/group-commit.ts';

const cursorNamed = (name: string, acceptedSeq: number) => (trx: Trx) =>
  trx.insertInto('cursors').values({ name, acceptedSeq }).execute();

describe('openGroupCommit', () => {
  let folder: string;
  let records: RecordsStore;
  let db: Kysely<IntakeTables>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldlapse-commit-'));
    records = openSqliteRecords(folder);
    db = await records.openOwn<IntakeTables>('intake', intakeMigrations);
  });
  afterEach(async () => {
    await records.close();
    await rm(folder, { recursive: true });
  });

  it('runs works in order, each seeing what those before it wrote', async () => {
    const commits = openGroupCommit(db);
    const counts = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        commits.run(async (trx) => {
          await cursorNamed(`c${index}`, index)(trx);
          return (await trx.selectFrom('cursors').select('name').execute()).length;
        }),
      ),
    );
    expect(counts).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  it('lets no work suffer for another that fails in the same transaction', async () => {
    const commits = openGroupCommit(db);
    const results = await Promise.allSettled([
      commits.run(cursorNamed('a', 1)),
      commits.run(cursorNamed('a', 2)),
      commits.run(cursorNamed('b', 3)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const rows = await db.selectFrom('cursors').select(['name', 'acceptedSeq']).orderBy('name').execute();
    expect(rows).toEqual([
      { name: 'a', acceptedSeq: 1 },
      { name: 'b', acceptedSeq: 3 },
    ]);
  });
});
