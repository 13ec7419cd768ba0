// Appends to the log of a folder, or of the bucket whose endpoint is named, until it is killed; tells each entry and head that
// it was told is durable.
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { openLog } from '../../src/index.ts';
import { tilesOf } from './buckets/tiles-of.ts';
import { event, lotTag, testKeys } from './test-keys.ts';

const [, , root = '', endpoint] = process.argv;

/** Tells it at once, before anything else goes on; who listens may be slow. */
function tell(what: object): void {
  let bytes = Buffer.from(`${JSON.stringify(what)}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

mkdirSync(join(root, 'records'), { recursive: true });
const log = await openLog({
  store: await tilesOf(root, endpoint),
  records: openSqliteRecords(join(root, 'records')),
  ...{ keys: testKeys, now: Date.now, logger: silentLogger },
});
tell({ opened: log.head().size });

async function keepAppending(tag: string): Promise<void> {
  for (;;) {
    const last = await log.records.lastRow(tag);
    const from = last ? last.seq + 1 : 0;
    const count = 1 + Math.floor(Math.random() * 40);
    const entries = Array.from({ length: count }, (_, at) => ({
      lotTag: tag,
      seq: from + at,
      event: event(from + at),
    }));
    const placed = await log.append(entries);
    for (const { seq, index, leafHash } of placed) tell({ tag, seq, index, leafHash });
    tell({ head: log.head().note });
  }
}

await Promise.all([1, 2, 3].map((number) => keepAppending(lotTag(`lot ${number}`))));
