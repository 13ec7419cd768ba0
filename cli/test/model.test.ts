import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shippedModels } from '@fieldlapse/analytics';
import { fieldlapse } from './support/command.ts';

let data: string;
let own: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'fieldlapse-model-'));
  own = join(data, 'models', 'own', '1.0.0');
  await cp(join(shippedModels, 'canopy', '1.0.0'), own, { recursive: true });
  const card = JSON.parse(await readFile(join(own, 'model.json'), 'utf8')) as object;
  await writeFile(join(own, 'model.json'), JSON.stringify({ ...card, name: 'own', default: false }));
});
afterAll(() => rm(data, { recursive: true }));

it('model check says that a model is good, and how long it takes', async () => {
  const { code, stdout } = await fieldlapse(['model', 'check', own, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    name: 'own',
    golden: true,
    pictureMs: expect.any(Number) as number,
  });
});

it('model list shows what comes with Fieldlapse, what is in the data folder, and what is refused', async () => {
  const broken = join(data, 'models', 'broken', '1.0.0');
  await cp(own, broken, { recursive: true });
  const { code, stdout } = await fieldlapse(['model', 'list', '--data', data, '--json']);
  expect(code).toBe(0);
  const { models, refused } = JSON.parse(stdout) as {
    models: { name: string }[];
    refused: { name: string; message: string }[];
  };
  expect(models.map(({ name }) => name)).toEqual(expect.arrayContaining(['canopy', 'own']));
  expect(refused).toEqual([
    { name: 'broken', version: '1.0.0', message: 'broken@1.0.0: name: "own", the folder says "broken"' },
  ]);
});

it('model check names the field that is wrong, and its exit code says so', async () => {
  const card = await readFile(join(own, 'model.json'), 'utf8');
  await writeFile(join(own, 'model.json'), card.replace('"threshold"', '"treshold"'));
  const { code, stdout } = await fieldlapse(['model', 'check', own]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^refused: model\.json:1:\d+: unknown field "treshold", did you mean "threshold"\?/);
});
