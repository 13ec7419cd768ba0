import { intakeMigrations, openSqliteRecords, type IntakeTables } from '@fieldlapse/store';

// Commits transaction after transaction of two rows, and prints the number of each that is confirmed.
const db = await openSqliteRecords(process.argv[2] ?? '').openOwn<IntakeTables>('intake', intakeMigrations);
for (let count = 0; ; count++) {
  await db.transaction().execute(async (transaction) => {
    const change = { kind: 'frame' as const, site: 's', camera: null, day: null };
    await transaction
      .insertInto('changes')
      .values({ ...change, key: `${count} a` })
      .execute();
    await transaction
      .insertInto('changes')
      .values({ ...change, key: `${count} b` })
      .execute();
  });
  process.stdout.write(`${count}\n`);
}
