import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { firstMorning, hourMs, openFarm, type Farm } from './farm.ts';

it(
  'killed again and again while it measures, it goes on, and series and records agree',
  { timeout: 240_000 },
  async () => {
    const farm = await openFarm();
    onTestFinished(() => farm.close());
    const count = 40;
    for (let hour = 0; hour < count; hour += 1)
      await farm.accept(firstMorning + hour * hourMs, { cover: 0.3, seed: hour + 1 });
    for (const frames of [1, 8, 20]) {
      const service = startService(farm);
      await expect.poll(() => rowsOf(farm), { timeout: 60_000 }).toBeGreaterThanOrEqual(frames);
      const died = once(service, 'exit');
      service.kill('SIGKILL');
      await died;
    }
    expect(await rowsOf(farm)).toBeLessThan(count);
    await farm.start();
    await farm.untilMeasured();
    const reader = await farm.reader();
    const frames = await reader.frames(
      { site: 'demo', camera: 'ruong-lua', area: 'roi', method: 'index-3' },
      0,
      1e15,
      100,
    );
    expect(frames).toHaveLength(count);
    const kept = frames.flatMap(({ observedAt, measured }) =>
      measured.greenCover === undefined ? [] : [[observedAt, measured.greenCover]],
    );
    expect(await farm.points('greenCover', 'index-3')).toEqual(kept);
    // Each frame is told of once by each method, however often the service died.
    const changes = (await reader.changesAfter(0, 1000)).filter(({ f, kind }) => f !== null && kind !== 'revised');
    expect(changes.filter(({ method }) => method === 'index-3')).toHaveLength(count);
  },
);

it('a series store that was emptied is filled again from the records', async () => {
  const farm = await openFarm();
  onTestFinished(() => farm.close());
  const service = await farm.start();
  await farm.accept(firstMorning, { cover: 0.4 });
  await farm.accept(firstMorning + hourMs, { cover: 0.5, seed: 2 });
  await farm.untilMeasured();
  const [points, daily] = [await farm.points('gcc', 'rgb-1'), await farm.points('gcc', 'rgb-1', 'd3-p50')];
  expect([points.length, daily.length]).toEqual([2, 1]);
  await service.close();
  for (const { series } of await farm.stores.series.latest('~')) await farm.stores.series.remove(series, 0, 1e15);
  expect(await farm.points('gcc', 'rgb-1')).toEqual([]);
  await farm.start();
  await expect.poll(() => farm.points('gcc', 'rgb-1')).toEqual(points);
  await expect.poll(() => farm.points('gcc', 'rgb-1', 'd3-p50')).toEqual(daily);
});

/** Frames that are in the records by now. */
async function rowsOf(farm: Farm): Promise<number> {
  const reader = await farm.reader().catch(() => undefined);
  return (await reader?.methods('demo', 'ruong-lua'))?.find(({ method }) => method === 'index-3')?.frames ?? 0;
}

function startService(farm: Farm): ChildProcess {
  const script = join(import.meta.dirname, 'service-process.ts');
  const service = spawn(process.execPath, [script, farm.folder, JSON.stringify(farm.sites())], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void service.kill('SIGKILL'));
  return service;
}
