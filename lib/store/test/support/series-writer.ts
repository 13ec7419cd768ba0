import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries } from '@fieldlapse/store';

// Appends batch after batch, replacing the second half of the one before, and prints the number of each that is confirmed.
const store = openSqliteSeries(process.argv[2] ?? '', { logger: silentLogger });
for (let batch = 0; ; batch++) {
  const points = Array.from({ length: 3000 }, (_, index) => ({
    series: `s/${index % 300}`,
    t: batch * 500_000 + Math.floor(index / 300) * 100_000,
    value: batch,
  }));
  await store.append(points);
  process.stdout.write(`${batch}\n`);
}
