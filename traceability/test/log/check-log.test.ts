import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyText, parsePolicy } from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { checkLog, diskTileReader } from '../../src/index.ts';
import { logBed } from '../support/log-bed.ts';
import { event, lotTag, testKeys } from '../support/test-keys.ts';

const vectors = join(import.meta.dirname, '../../../../shared/data/traceability');
const isHere = existsSync(vectors);
if (!isHere) console.warn(`skipped: ${vectors} is not there`);

it.skipIf(!isHere).each(['dev-small', 'dev-tiles'])(
  'the log %s, which Go wrote, is right with its policy',
  async (name) => {
    const folder = join(vectors, 'own-logs', name);
    const policy = parsePolicy(await readFile(join(folder, 'policy.txt'), 'utf8'));
    const saved = await readFile(join(folder, 'checkpoints/1'), 'utf8');
    const checked = await checkLog(diskTileReader(join(folder, 'tlog')), policy, [saved]);
    expect(checked).toMatchObject({ isWitnessed: true, continues: [1] });
    expect(checked.witnesses).toHaveLength(2);
  },
);

it.skipIf(!isHere)("Tessera's log is right, of somebody else and without witnesses", async () => {
  const key = /LOG_PUBLIC_KEY="([^"]+)"/.exec(await readFile(join(vectors, 'tessera-log/build_log.sh'), 'utf8'))![1]!;
  const policy = parsePolicy(`log ${key}\nquorum none\n`);
  const checked = await checkLog(diskTileReader(join(vectors, 'tessera-log/log')), policy);
  expect(checked).toMatchObject({ size: 15, isWitnessed: false });
});

const policy = parsePolicy(`log ${keyText(testKeys.signers[0]!)}\nquorum none\n`);
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ lotTag: lotTag('a'), seq: from + at, event: event(from + at) }));

it('a saved checkpoint catches a log that was put back and one that was forked', async () => {
  const bed = await logBed();
  const log = await bed.open();
  await log.append(events(0, 5));
  await cp(bed.folder, join(bed.root, 'old'), { recursive: true });
  await log.append(events(5, 9));
  const saved = log.head().note;
  const check = (folder: string) => checkLog(diskTileReader(folder), policy, [saved]);
  expect(await check(bed.folder)).toMatchObject({ size: 10, continues: [10] });
  await expect(check(join(bed.root, 'old'))).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
  const other = await logBed();
  await (await other.open()).append(events(0, 20));
  await expect(check(other.folder)).rejects.toMatchObject({ code: 'LOG_FORKED' });
  await writeFile(join(bed.folder, 'checkpoint'), 'nothing');
  await expect(check(bed.folder)).rejects.toMatchObject({ code: 'PROOF_REFUSED' });
  await rm(join(bed.folder, 'checkpoint'));
  await expect(check(bed.folder)).rejects.toMatchObject({ code: 'LOG_MISSING' });
});
