import { expect, it, onTestFinished } from 'vitest';
import { putModel, temporaryFolder } from '../../support/models.ts';
import { dayMs, firstMorning, openFarm, type Farm } from './farm.ts';

async function farmOfTest(): Promise<Farm> {
  const farm = await openFarm();
  onTestFinished(() => farm.close());
  return farm;
}

/** A model is tried in a process of its own before it measures. */
const tried = { timeout: 120_000 };

const withModels = (folder: string) => ({ modelFolders: [folder], models: [{ model: 'plant' }] });
const named = (version: string) => ({ name: 'plant', version, golden: undefined });

it(
  'a model that comes later measures what is stored, under its own name and hash; what the indices said stays',
  { timeout: 240_000 },
  async () => {
    const [farm, folder] = [await farmOfTest(), await temporaryFolder()];
    await farm.start(withModels(folder));
    const frames = [];
    for (let day = 0; day < 3; day += 1)
      frames.push(await farm.accept(firstMorning + day * dayMs, { cover: 0.4, seed: day + 1 }));
    await farm.untilMeasured();
    const before = await farm.points('greenCover', 'index-3');
    expect(before).toHaveLength(3);

    await putModel(folder, 'plant', named('1.0.0'));
    await expect.poll(() => farm.points('plantCover', 'plant-1.0.0'), tried).toHaveLength(3);
    const metrics = await farm.metricsOf(frames[0]!.f);
    expect(metrics.get('roi plant-1.0.0')?.modelHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await farm.points('greenCover', 'index-3')).toEqual(before);
    const models = await (await farm.reader()).models();
    expect(models.map(({ name, version, state }) => [name, version, state])).toContainEqual([
      'plant',
      '1.0.0',
      'ready',
    ]);
  },
);

it('two versions of a model are kept apart, each with the values that it gave', { timeout: 240_000 }, async () => {
  const [farm, folder] = [await farmOfTest(), await temporaryFolder()];
  await putModel(folder, 'plant', named('1.0.0'));
  await farm.start(withModels(folder));
  const frame = await farm.accept(firstMorning, { cover: 0.4 });
  await expect.poll(() => farm.points('plantCover', 'plant-1.0.0'), tried).toHaveLength(1);
  const first = await farm.points('plantCover', 'plant-1.0.0');

  // The new version sees plants everywhere: its threshold is lower.
  await putModel(folder, 'plant', { ...named('1.1.0'), threshold: 0 });
  await expect.poll(() => farm.points('plantCover', 'plant-1.1.0'), tried).toEqual([[firstMorning, 1]]);
  expect(await farm.points('plantCover', 'plant-1.0.0')).toEqual(first);
  const hashes = [...(await farm.metricsOf(frame.f)).values()].map(({ method, modelHash }) => [method, modelHash]);
  expect(new Set(hashes.filter(([, hash]) => hash !== null).map(([, hash]) => hash)).size).toBe(2);
});

it(
  'a model that is refused is named with what is wrong, and frames are measured by the indices',
  { timeout: 240_000 },
  async () => {
    const [farm, folder] = [await farmOfTest(), await temporaryFolder()];
    await putModel(folder, 'plant', { ...named('1.0.0'), 'input.name': 'nowhere' });
    await farm.start(withModels(folder));
    const frame = await farm.accept(firstMorning);
    await farm.untilMeasured();
    expect([...(await farm.metricsOf(frame.f)).keys()].sort()).toEqual(['roi index-3', 'roi rgb-1']);
    const refused = async () => (await (await farm.reader()).models()).filter(({ state }) => state === 'refused');
    await expect.poll(refused, tried).toHaveLength(1);
    const [model] = await refused();
    expect(model).toMatchObject({ name: 'plant', version: '1.0.0', code: 'MODEL_REFUSED' });
    expect(model?.message).toContain('input.name');

    // Mended, it measures what it has missed.
    await putModel(folder, 'plant', named('1.0.0'));
    await expect.poll(() => farm.points('plantCover', 'plant-1.0.0'), tried).toHaveLength(1);
  },
);
