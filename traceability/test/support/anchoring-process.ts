// Appends to the log of a folder and anchors it, again and again, until it is killed.
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { anchorOf, openAnchorWriter, openDiskTiles, openLog } from '../../src/index.ts';
import { event, lotTag, testKeys } from './test-keys.ts';

const [root = '', rpcUrl = '', contract = '', key = ''] = process.argv.slice(2);
const log = await openLog({
  store: await openDiskTiles(join(root, 'tlog')),
  records: openSqliteRecords(join(root, 'records')),
  ...{ keys: testKeys, now: Date.now, logger: silentLogger },
});
const account = { rpcUrl, chainId: 31337, maxFeeGwei: 100 };
const anchor = anchorOf({
  config: { ...account, contract, every: 0, confirmations: 1 },
  open: (place) => openAnchorWriter({ ...account, ...place, key: key as `0x${string}` }),
  ...{ statePath: join(root, 'anchor.json'), now: Date.now, logger: silentLogger },
});
await anchor.confirm(log);
process.stdout.write('open\n');
for (;;) {
  const tag = lotTag('lot');
  const last = await log.records.lastRow(tag);
  const seq = last ? last.seq + 1 : 0;
  await log.append([{ lotTag: tag, seq, event: event(seq) }]);
  await anchor.look(log);
}
