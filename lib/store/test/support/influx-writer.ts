import { silentLogger } from '@fieldlapse/runtime';
import { openInfluxSeries } from '@fieldlapse/store';

// Appends batch after batch while InfluxDB is away, and prints the number of each that is confirmed.
const [folder = '', database = ''] = process.argv.slice(2);
const server = { url: 'http://127.0.0.1:9', database };
const store = await openInfluxSeries({ server, folder, maxBufferBytes: 1e9, logger: silentLogger });
for (let batch = 0; ; batch++) {
  await store.append(
    Array.from({ length: 200 }, (_, at) => ({ series: `s/${at % 4}`, t: batch * 1000 + at, value: batch })),
  );
  process.stdout.write(`${batch}\n`);
}
