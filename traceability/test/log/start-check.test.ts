import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { signCheckpoint, rootOf, entryLeaf } from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { logBed, type LogBed } from '../support/log-bed.ts';
import { event, lotTag, testKeys } from '../support/test-keys.ts';

const lot = lotTag('a lot');
const grow = async (bed: LogBed, from: number, to: number) => {
  const log = await bed.open();
  await log.append(
    Array.from({ length: to - from }, (_, at) => ({ lotTag: lot, seq: from + at, event: event(from + at) })),
  );
  await log.close();
  return log;
};

/** The code with which the log refuses to start; `opened` where it does not. */
async function refusal(bed: LogBed): Promise<string> {
  try {
    await (await bed.open()).close();
    return 'opened';
  } catch (error) {
    return error instanceof FieldlapseError ? error.code : String(error);
  }
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(-1);
  bytes.write(to, at);
  await writeFile(path, bytes);
}

it('a log that nobody touched starts again', async () => {
  const bed = await logBed();
  await grow(bed, 0, 300);
  expect(await refusal(bed)).toBe('opened');
});

it.each([
  ['an entry in a full bundle', 'tile/entries/000', '"s":7', '"s":8'],
  ['an entry in a partial bundle', 'tile/entries/001.p/45', '"s":260', '"s":261'],
])('%s that was edited is found', async (_what, path, from, to) => {
  const bed = await logBed();
  await grow(bed, 0, 300);
  await edit(join(bed.folder, path), from, to);
  expect(await refusal(bed)).toBe('LOG_EDITED');
});

it('a tile of hashes that was edited, cut or deleted is found, also on a higher level', async () => {
  for (const path of ['tile/0/000', 'tile/0/001.p/45', 'tile/1/000.p/1']) {
    const bed = await logBed();
    await grow(bed, 0, 300);
    const whole = await readFile(join(bed.folder, path));
    const bytes = Buffer.from(whole);
    bytes[5]! ^= 1;
    await writeFile(join(bed.folder, path), bytes);
    expect(await refusal(bed), path).toBe('LOG_EDITED');
    await writeFile(join(bed.folder, path), whole.subarray(0, 20));
    expect(await refusal(bed), path).toBe('LOG_EDITED');
    await rm(join(bed.folder, path));
    expect(await refusal(bed), path).toBe('LOG_EDITED');
    await writeFile(join(bed.folder, path), whole);
    expect(await refusal(bed), path).toBe('opened');
  }
});

it('a checkpoint of somebody else, or one that was altered, is found', async () => {
  const bed = await logBed();
  await grow(bed, 0, 5);
  const path = join(bed.folder, 'checkpoint');
  await edit(path, '\n6\n', '\n5\n');
  expect(await refusal(bed)).toBe('LOG_EDITED');
  await appendFile(path, 'x');
  expect(await refusal(bed)).toBe('LOG_EDITED');
});

it('an old copy of the folder is found by the records', async () => {
  const bed = await logBed();
  await grow(bed, 0, 10);
  const old = join(bed.root, 'old');
  await cp(bed.folder, old, { recursive: true });
  await grow(bed, 10, 20);
  await rm(bed.folder, { recursive: true });
  expect(await refusal(bed)).toBe('LOG_ROLLED_BACK');
  await cp(old, bed.folder, { recursive: true });
  expect(await refusal(bed)).toBe('LOG_ROLLED_BACK');
});

it('a folder that the key signed with another history is a fork', async () => {
  const bed = await logBed();
  await grow(bed, 0, 3);
  const other = await logBed();
  await grow(other, 0, 5);
  await rm(bed.folder, { recursive: true });
  await cp(other.folder, bed.folder, { recursive: true });
  expect(await refusal(bed)).toBe('LOG_FORKED');
});

it('old records take over what the log holds, without events, and chains go on', async () => {
  const bed = await logBed();
  await grow(bed, 0, 3);
  const [records, old] = [join(bed.root, 'records'), join(bed.root, 'old')];
  await cp(records, old, { recursive: true });
  await grow(bed, 3, 6);
  await rm(records, { recursive: true });
  await cp(old, records, { recursive: true });
  const log = await bed.open();
  expect((await log.records.chain(lot)).map(({ event: text, leafIndex }) => [text !== null, leafIndex])).toEqual([
    [true, 1],
    [true, 2],
    [true, 3],
    [false, 4],
    [false, 5],
    [false, 6],
  ]);
  expect(await log.append([{ lotTag: lot, seq: 6, event: event(6) }])).toMatchObject([{ index: 7 }]);
});

it('a checkpoint that the last run signed and did not publish is published', async () => {
  const bed = await logBed();
  await grow(bed, 0, 3);
  const older = await readFile(join(bed.folder, 'checkpoint'), 'utf8');
  await grow(bed, 3, 6);
  const newer = await readFile(join(bed.folder, 'checkpoint'), 'utf8');
  await writeFile(join(bed.folder, 'checkpoint'), older);
  expect(await refusal(bed)).toBe('opened');
  expect(await readFile(join(bed.folder, 'checkpoint'), 'utf8')).toBe(newer);
});

it('both put back together start: only somebody outside can tell', async () => {
  const bed = await logBed();
  await grow(bed, 0, 3);
  for (const name of ['tlog', 'records'])
    await cp(join(bed.root, name), join(bed.root, 'old', name), { recursive: true });
  await grow(bed, 3, 6);
  for (const name of ['tlog', 'records']) {
    await rm(join(bed.root, name), { recursive: true });
    await cp(join(bed.root, 'old', name), join(bed.root, name), { recursive: true });
  }
  expect(await refusal(bed)).toBe('opened');
});

it('a checkpoint whose root the entries do not lead to is refused although the key signed it', async () => {
  const bed = await logBed();
  await grow(bed, 0, 3);
  const forged = signCheckpoint({ origin: testKeys.origin, size: 4, root: rootOf([entryLeaf('x')]) }, testKeys.signers);
  await writeFile(join(bed.folder, 'checkpoint'), forged);
  expect(await refusal(bed)).toBe('LOG_EDITED');
});
