import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fieldlapse } from './support/command.ts';

const eggs = join(import.meta.dirname, '../../analytics/test/measure/counting/eggs');
const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-counter-'));
afterAll(() => rm(folder, { recursive: true }));
const table = readFileSync(join(eggs, 'truth.csv'), 'utf8').trim().split('\n');

/** Trains on a table of these rows; the options come on top. */
async function train(rows: readonly string[], ...options: string[]) {
  const csv = join(folder, 'counts.csv');
  await writeFile(csv, `${rows.join('\n')}\n`);
  return fieldlapse([
    'counter',
    'train',
    '--view',
    'eggs',
    '--csv',
    csv,
    '--photos',
    eggs,
    '--object-width',
    '0.047',
    ...options,
  ]);
}

it('learns from a table and photos, installs the counter and counts with it', { timeout: 600_000 }, async () => {
  const data = join(folder, 'data');
  const trained = await train(table, '--data', data, '--roi', join(eggs, 'floor.json'), '--json'); // prettier-ignore
  expect(trained).toMatchObject({ code: 0 });
  const file = join(data, 'models/eggs/1.0.0/counter.json');
  expect(JSON.parse(trained.stdout)).toMatchObject({ file, accuracy: { days: 4, free: 15, blocked: 6 } });

  const photos = ['2016-06-17_1600', '2016-06-18_1000'].map((time) => join(eggs, `EggCheck_image_${time}.jpg`));
  const missing = join(folder, 'none.jpg');
  const counted = await fieldlapse(['counter', 'count', '--model', file, ...photos, missing, '--json']);
  const [free, hen, none] = counted.stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
  expect(free).toMatchObject({ photo: photos[0], count: 7 });
  expect(hen).toEqual({ photo: photos[1], unknown: 'blocked' });
  expect(none).toMatchObject({ photo: missing, error: expect.stringMatching(/ENOENT/) as string });
  expect(counted.code).toBe(2);

  await writeFile(file, (await readFile(file, 'utf8')).replace('"uses":"shape"', '"uses":"smell"'));
  const refused = await fieldlapse(['counter', 'count', '--model', file, ...photos]);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/MODEL_REFUSED: counter\.json: finders\.0\.uses/);
});

it.each([
  ['a count that is none', [table[0]!, table[1]!, 'b-2016-06-14.jpg,many,0'], [], /counts\.csv:3: num_eggs "many"/],
  ['a photo that is told twice', [table[0]!, table[1]!, table[1]!], [], /counts\.csv:3: EggCheck.* stands in line 2/],
  ['a photo that is not there', [table[0]!, 'none_2016-06-14.jpg,1,0'], [], /counts\.csv:2: ENOENT/],
  ['a row that is too short', [table[0]!, 'a.jpg'], [], /counts\.csv: .*line 2/],
  ['a photo without a day', [table[0]!, 'a.jpg,1,0'], [], /counts\.csv:2: "a\.jpg" holds no day/],
  ['a column that is not there', table, ['--count-column', 'hens'], /counts\.csv:1: no column "hens"; there are: filename/], // prettier-ignore
  ['a table without counts', ['photo,what', 'a.jpg,1'], [], /no column looks like the count/],
  ['too few photos', table.slice(0, 4), [], /3 pictures with a free view; at least 6/],
])('says file, line and fault of %s', { timeout: 120_000 }, async (_, rows, options, fault) => {
  const refused = await train(rows, '--out', join(folder, 'never.json'), ...options);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/COUNTER_LABELS/);
  expect(refused.stderr).toMatch(fault);
});
