import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ClassificationOutput, DetectionOutput, SegmentationOutput } from '@fieldlapse/analytics';
import { planeOf } from '../../../../src/measure/models/model-output.ts';
import { fixtures, paint, plain, poolOf, putBare, putModel, temporaryFolder } from '../../../support/models.ts';

const version = '1.0.0';
const green = plain(64, 48, [40, 200, 40]);
const black = plain(64, 48, [0, 0, 0]);

it('loads every kind of model and passes their golden tests', async () => {
  const pool = await poolOf(fixtures);
  const names = (await pool.ready()).map(({ name }) => name);
  expect(pool.refused()).toEqual([]);
  expect(names).toEqual(['brightest', 'colours', 'plant', 'spots']);
});

it('segments a picture at the size that the card asks for, without the edge that fills the tensor up', async () => {
  const pool = await poolOf(fixtures, {}, { only: ({ name }) => name === 'plant' });
  const picture = plain(100, 76, [120, 100, 120]);
  paint(picture, { left: 0, top: 0, width: 50, height: 76 }, [0, 255, 0]);
  const output = (await pool.run({ name: 'plant', version }, picture)) as SegmentationOutput;
  // 100 × 76 fitted into 64 is 64 × 48.64.
  expect([output.width, output.height, output.classes]).toEqual([64, 49, ['background', 'plant']]);
  const [soil, plant] = [planeOf(output, 0), planeOf(output, 1)];
  const plantAt = (x: number, y: number) => plant[y * output.width + x];
  expect(plantAt(2, 2)).toBeCloseTo(1 / (1 + Math.exp(-8)), 4);
  expect(plantAt(60, 46)).toBeCloseTo(1 / (1 + Math.exp(160 / 255)), 4);
  expect(soil[2]).toBeCloseTo(1 - plantAt(2, 0)!, 6);
});

it('takes logits, and an output coarser than its input', async () => {
  const folder = await temporaryFolder();
  await putModel(folder, 'plant', { name: 'logits', 'output.name': 'logits', 'output.kind': 'logits' });
  await putModel(folder, 'plant', { name: 'coarse', 'output.name': 'coarse', golden: undefined });
  const pool = await poolOf(folder);
  const logits = (await pool.run({ name: 'logits', version }, green)) as SegmentationOutput;
  const coarse = (await pool.run({ name: 'coarse', version }, green)) as SegmentationOutput;
  expect([coarse.width, coarse.height]).toEqual([16, 12]);
  expect(coarse.probabilities.at(-1)).toBeCloseTo(logits.probabilities.at(-1)!, 5);
});

it('segments a large picture tile by tile as it would have whole', async () => {
  const folder = await temporaryFolder();
  const sizes = { whole: { fit: { longestSidePx: 200 } }, tiled: { tiles: { tilePx: 64, overlapPx: 16 } } };
  for (const [name, size] of Object.entries(sizes))
    await putModel(folder, 'plant', { name, 'input.size': size, golden: undefined });
  const picture = plain(200, 150, [90, 90, 90]);
  paint(picture, { left: 30, top: 40, width: 100, height: 70 }, [20, 180, 30]);
  const pool = await poolOf(folder);
  const [whole, tiled] = (await Promise.all(
    Object.keys(sizes).map((name) => pool.run({ name, version }, picture)),
  )) as SegmentationOutput[];
  expect([tiled!.width, tiled!.height]).toEqual([200, 150]);
  for (const index of [0, 1]) {
    const inTiles = planeOf(tiled!, index);
    const differences = planeOf(whole!, index).map((value, at) => Math.abs(value - inTiles[at]!));
    expect(differences.reduce((most, value) => Math.max(most, value))).toBeLessThan(1e-5);
  }
});

it('classifies bytes in the order blue, green, red', async () => {
  const pool = await poolOf(fixtures, {}, { only: ({ name }) => name === 'brightest' });
  const { classes, probabilities } = (await pool.run(
    { name: 'brightest', version },
    plain(10, 80, [90, 20, 30]),
  )) as ClassificationOutput;
  expect(classes[probabilities.indexOf(Math.max(...probabilities))]).toBe('red');
});

it('finds a spot once where two tiles see it, in either format and turned either way', async () => {
  const folder = await temporaryFolder();
  await putModel(folder, 'spots', { name: 'rows' });
  await putModel(folder, 'spots', { name: 'yolo', 'output.name': 'yolo', 'output.format': 'yolo', golden: undefined });
  await putModel(folder, 'spots', {
    name: 'yolo-rows',
    'output.name': 'yolo_rows',
    'output.format': 'yolo',
    golden: undefined,
  });
  const pool = await poolOf(folder);
  // Two tiles of 64 px begin at 0 and 44.
  const picture = plain(108, 64, [0, 10, 0]);
  paint(picture, { left: 54, top: 30, width: 1, height: 1 }, [240, 0, 0]);
  const box = {
    left: 46.5 / 108,
    top: 22.5 / 64,
    right: 62.5 / 108,
    bottom: 38.5 / 64,
    class: 'egg',
    score: 240 / 255,
  };
  for (const name of ['rows', 'yolo', 'yolo-rows']) {
    const { boxes } = (await pool.run({ name, version }, picture)) as DetectionOutput;
    expect(boxes.filter(({ class: kind }) => kind === 'egg')).toEqual([
      Object.fromEntries(
        Object.entries(box).map(([key, value]) => [key, typeof value === 'number' ? expect.closeTo(value, 5) : value]),
      ),
    ]);
  }
});

it('keeps its thread after numbers that are none, and says so of that picture alone', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'not-finite', { 'output.kind': 'logits' });
  const pool = await poolOf(folder);
  await expect(pool.run({ name: 'not-finite', version }, black)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  await expect(pool.run({ name: 'not-finite', version }, black)).rejects.toThrow(
    /not-finite@1.0.0: output: number 0 of \d+ is -Infinity/,
  );
  expect(await pool.run({ name: 'not-finite', version }, green)).toMatchObject({ task: 'segmentation' });
});

it('loses nothing where a picture needs more memory than there is', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'memory', {});
  await putModel(folder, 'plant');
  const pool = await poolOf(folder);
  const jobs = [0, 1, 2, 3].flatMap((round) => [
    pool.run({ name: 'plant', version }, green).then(({ task }) => task),
    ...(round === 1 ? [pool.run({ name: 'memory', version }, black)] : []),
  ]);
  const settled = await Promise.allSettled(jobs);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(settled[2]).toMatchObject({
    reason: { code: 'MODEL_FAILED', message: expect.stringContaining('allocate memory') as string },
  });
  expect(await pool.run({ name: 'memory', version }, green)).toMatchObject({ task: 'segmentation' });
});

it('runs other models beside a refused one and tries that again when its files change', async () => {
  const folder = await temporaryFolder();
  await putModel(folder, 'plant');
  await putModel(folder, 'colours', { 'input.name': 'image' });
  const { promise: changes, resolve: onChange } = Promise.withResolvers<void>();
  const pool = await poolOf(folder, { lookAgain: '50ms' }, { onChange });
  expect((await pool.ready()).map(({ name }) => name)).toEqual(['plant']);
  await expect(pool.run({ name: 'colours', version }, green)).rejects.toThrow(
    'colours@1.0.0: input.name: no tensor "image" in the model; there is "picture"',
  );
  expect(await pool.run({ name: 'plant', version }, green)).toMatchObject({ task: 'segmentation' });
  await putModel(folder, 'colours');
  await changes;
  expect(await pool.run({ name: 'colours', version }, green)).toMatchObject({ classes: ['soil', 'crop', 'weed'] });
  expect(pool.refused()).toEqual([]);
});

it('gives a model another hash when its card or its file changes', async () => {
  const folder = await temporaryFolder();
  const place = await putModel(folder, 'plant');
  const { promise: changes, resolve: onChange } = Promise.withResolvers<void>();
  const pool = await poolOf(folder, { lookAgain: '50ms' }, { onChange });
  const [before] = await pool.ready();
  await writeFile(join(place, 'model.json'), JSON.stringify({ ...before!.card, threshold: 0.4 }));
  await changes;
  const [after] = await pool.ready();
  expect(after?.card).toMatchObject({ threshold: 0.4 });
  expect(after?.modelHash).not.toBe(before?.modelHash);
});

it('names the models that are there when another is asked for', async () => {
  const pool = await poolOf(fixtures, {}, { only: ({ name }) => name === 'plant' });
  const missing = pool.run({ name: 'plant', version: '2.0.0' }, green);
  await expect(missing).rejects.toMatchObject({
    code: 'MODEL_MISSING',
    message: 'no model plant@2.0.0; there is plant@1.0.0',
  });
});

it('rejects what waits when its signal aborts or the pool closes', async () => {
  const pool = await poolOf(fixtures, {}, { only: ({ name }) => name === 'plant' });
  await pool.ready();
  const stop = new AbortController();
  const first = pool.run({ name: 'plant', version }, green);
  const aborted = pool.run({ name: 'plant', version }, green, stop.signal);
  stop.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(await first).toMatchObject({ task: 'segmentation' });
  const left = pool.run({ name: 'plant', version }, green);
  const closed = expect(left).rejects.toMatchObject({ name: 'AbortError' });
  await pool.close();
  await closed;
});

it('starts threads anew as often as pictures break them', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'memory');
  const pool = await poolOf(folder, { threads: 2 });
  for (let round = 0; round < 10; round += 1) {
    await expect(pool.run({ name: 'memory', version }, black)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  }
  expect(await pool.run({ name: 'memory', version }, green)).toMatchObject({ task: 'segmentation' });
});
