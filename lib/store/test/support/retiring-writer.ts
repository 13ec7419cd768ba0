import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries } from '@fieldlapse/store';

// Fills ten series, has them given up, and prints a line whenever a transaction of that is done.
const path = process.argv[2] ?? '';
const start = Date.UTC(2026, 0, 1);
const filling = openSqliteSeries(path, { logger: silentLogger });
for (let series = 0; series < 10; series++) {
  await filling.append(
    Array.from({ length: 20_000 }, (_, at) => ({ series: `s/${series}`, t: start + at * 60_000, value: at })),
  );
}
await filling.close();

const keep = { pointsDays: 1 };
const now = () => start + 400 * 86_400_000;
openSqliteSeries(path, { logger: silentLogger, retention: { sensors: keep, metrics: keep }, now });
const watching = new DatabaseSync(path, { readOnly: true });
const retired = watching.prepare('select count(*) as series from series where points_from > 0');
for (let before = 0; ; await setImmediate()) {
  const found = Number(retired.get()?.['series']);
  if (found > before) process.stdout.write(`${found}\n`);
  before = found;
}
