import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { intakeMigrations, openSqliteRecords, type IntakeTables } from '@fieldlapse/store';
import { recordsConformance } from '../conformance/records.ts';
import { runUntilKilled } from '../support/crash.ts';
import { codeOf, smallDisk, testFolder } from '../support/folders.ts';
import { integrityOf } from '../support/integrity.ts';

recordsConformance(async (folder) => openSqliteRecords(folder));

describe('records in SQLite', () => {
  it('syncs every commit and checks foreign keys', async () => {
    const records = openSqliteRecords(await testFolder());
    onTestFinished(() => records.close());
    const db = await records.openOwn('notes', []);
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(async (name) => {
      const { rows } = await sql<Record<string, unknown>>`PRAGMA ${sql.raw(name)}`.execute(db);
      return Object.values(rows[0] ?? {})[0];
    });
    expect(await Promise.all(settings)).toEqual(['wal', 2, 1, 5000]);
  });

  it('has, after being killed, every transaction that it confirmed, each whole, and a sound file', async () => {
    const folder = await testFolder();
    const confirmed = await runUntilKilled('records-writer.ts', [folder], 50);
    const records = openSqliteRecords(folder);
    const db = await records.openOwn<IntakeTables>('intake', intakeMigrations);
    const keys = (await db.selectFrom('changes').select('key').orderBy('acceptedSeq').execute()).map(({ key }) => key);
    expect(keys.length % 2).toBe(0);
    expect(keys.slice(0, confirmed.length * 2)).toEqual(confirmed.flatMap((count) => [`${count} a`, `${count} b`]));
    await records.close();
    expect(integrityOf(join(folder, 'intake.sqlite'))).toBe('ok');
  });

  it('says STORE_FULL on a full disk, undoes that transaction alone, and goes on when there is space', async (context) => {
    const disk = await smallDisk(3);
    if (!disk) return context.skip();
    const ballast = join(disk.folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(1_000_000));
    const records = openSqliteRecords(disk.folder);
    const db = await records.openOwn<IntakeTables>('intake', intakeMigrations);
    const commit = (count: number): Promise<unknown> =>
      db.transaction().execute(async (transaction) => {
        for (const part of ['a', 'b']) {
          const key = `${count} ${part} ${'x'.repeat(50_000)}`;
          await transaction
            .insertInto('changes')
            .values({ kind: 'frame', site: 's', camera: null, day: null, key })
            .execute();
        }
      });
    let confirmed = 0;
    let code: string | undefined;
    while (!code && confirmed < 100) {
      code = await codeOf(commit(confirmed));
      if (!code) confirmed += 1;
    }
    expect(code).toBe('STORE_FULL');
    expect((await db.selectFrom('changes').select('acceptedSeq').execute()).length).toBe(confirmed * 2);
    await writeFile(ballast, '');
    await commit(confirmed);
    expect((await db.selectFrom('changes').select('acceptedSeq').execute()).length).toBe(confirmed * 2 + 2);
    await records.close();
    expect(integrityOf(join(disk.folder, 'intake.sqlite'))).toBe('ok');
  });

  it('refuses a folder that cannot be written, and a file that is no database', async (context) => {
    const disk = await smallDisk(2);
    if (!disk) return context.skip();
    const records = openSqliteRecords(disk.folder);
    await writeFile(join(disk.folder, 'broken.sqlite'), 'no database, but long enough for the header of one'.repeat(9));
    expect(await codeOf(records.openOwn('broken', []))).toBe('STORE_CORRUPT');
    expect(await codeOf(records.openReadOnly('broken', 1))).toBe('STORE_CORRUPT');
    disk.makeReadOnly();
    expect(await codeOf(records.openOwn('fresh', []))).toBe('STORE_UNWRITABLE');
  });
});
