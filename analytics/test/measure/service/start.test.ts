import { expect, it, onTestFinished } from 'vitest';
import { dayMs, firstMorning, hourMs, openFarm, type Farm } from './farm.ts';

async function farmOfTest(...of: Parameters<typeof openFarm>): Promise<Farm> {
  const farm = await openFarm(...of);
  onTestFinished(() => farm.close());
  return farm;
}

it('a frame is measured once accepted, by each method under its own name, and its points and daily values follow', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const frame = await farm.accept(firstMorning, { cover: 0.4 });
  await farm.untilMeasured();
  const metrics = await farm.metricsOf(frame.f);
  expect([...metrics.keys()].sort()).toEqual(['roi index-1', 'roi rgb-1']);
  const cover = metrics.get('roi index-1');
  expect(cover).toMatchObject({ sha256: frame.sha256, modelHash: null, observedAt: firstMorning, withheld: {} });
  console.log(JSON.stringify([...metrics.values()]));
  expect(cover?.measured.greenCover).toBeGreaterThan(0.15);
  expect(await farm.points('greenCover', 'index-1')).toEqual([[firstMorning, cover?.measured.greenCover]]);
  const noon = firstMorning + 3 * hourMs;
  expect(await farm.points('greenCover', 'index-1', 'd1-p90')).toEqual([[noon, cover?.measured.greenCover]]);
  const changes = await (await farm.reader()).changesAfter(0, 100);
  expect(changes.filter(({ kind }) => kind === 'measured').map(({ method }) => method)).toEqual(['rgb-1', 'index-1']);
});

it('frames stored before the first start are measured too', async () => {
  const farm = await farmOfTest();
  const frames = [];
  for (let day = 0; day < 30; day += 1) frames.push(await farm.accept(firstMorning + day * dayMs, { cover: 0.2, seed: day }));
  await farm.start();
  await farm.untilMeasured();
  expect(await farm.points('greenCover', 'index-1')).toHaveLength(30);
  expect(await (await farm.reader()).progress('demo', 'ruong-lua')).toEqual({ done: 30, finished: true });
});
