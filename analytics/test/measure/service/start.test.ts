import { expect, it, onTestFinished } from 'vitest';
import type { MeasureChange } from '@fieldlapse/store';
import { camera, dayMs, firstMorning, hourMs, openFarm, site, type Farm } from './farm.ts';

async function farmOfTest(...of: Parameters<typeof openFarm>): Promise<Farm> {
  const farm = await openFarm(...of);
  onTestFinished(() => farm.close());
  return farm;
}

async function changesOf(farm: Farm, f: string): Promise<string[]> {
  const changes: MeasureChange[] = await (await farm.reader()).changesAfter(0, 1000);
  return changes.filter((change) => change.f === f).map(({ kind, method }) => `${kind} ${method}`);
}

/** The part of the drawn picture that is field. */
const field: [number, number][] = [[0, 0.4], [1, 0.4], [1, 1], [0, 1]]; // prettier-ignore
const noonAfterNine = 3 * hourMs;

it('a frame is measured once accepted, by each method under its own name, and its points and daily values follow', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const frame = await farm.accept(firstMorning, { cover: 0.4 });
  await farm.untilMeasured();
  const metrics = await farm.metricsOf(frame.f);
  expect([...metrics.keys()].sort()).toEqual(['roi index-3', 'roi rgb-1']);
  const cover = metrics.get('roi index-3');
  expect(cover).toMatchObject({ sha256: frame.sha256, modelHash: null, observedAt: firstMorning });
  expect(cover?.withheld).toEqual({});
  expect(cover?.measured.greenCover).toBeGreaterThan(0.15);
  expect(await farm.points('greenCover', 'index-3')).toEqual([[firstMorning, cover?.measured.greenCover]]);
  const daily = await farm.points('greenCover', 'index-3', 'd1-p90');
  expect(daily).toEqual([[firstMorning + noonAfterNine, cover?.measured.greenCover]]);
  expect(await changesOf(farm, frame.f)).toEqual(['measured rgb-1', 'measured index-3']);
});

it('frames stored before the first start are measured too, and how many is told', async () => {
  const farm = await farmOfTest();
  for (let day = 0; day < 30; day += 1) await farm.accept(firstMorning + day * dayMs, { cover: 0.2, seed: day + 1 });
  await farm.start();
  await farm.untilMeasured();
  expect(await farm.points('greenCover', 'index-3')).toHaveLength(30);
  expect(await (await farm.reader()).progress(site, camera)).toEqual({ done: 30, finished: true });
});

it('a frame that is no picture says so and keeps no other from being measured', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const broken = await farm.accept(firstMorning, Buffer.from('no picture at all'));
  const good = await farm.accept(firstMorning + hourMs);
  await farm.untilMeasured();
  const withheld = (await farm.metricsOf(broken.f)).get('roi index-3');
  expect(withheld).toMatchObject({ measured: {}, withheld: { greenCover: 'undecodable', plantCover: 'undecodable' } });
  expect(await changesOf(farm, broken.f)).toEqual(['withheld rgb-1', 'withheld index-3']);
  expect((await farm.points('greenCover', 'index-3')).map(([t]) => t)).toEqual([good.observedAt]);
});

it('a frame whose blob cannot be read is tried again and keeps no other from being measured', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const lost = await farm.accept(firstMorning, undefined, { blobKey: 'frames/demo/not-there.jpg' });
  const good = await farm.accept(firstMorning + hourMs);
  await expect.poll(() => farm.points('greenCover', 'index-3')).toHaveLength(1);
  expect(await farm.metricsOf(lost.f)).toEqual(new Map());
  expect((await farm.points('greenCover', 'index-3'))[0]?.[0]).toBe(good.observedAt);
});

it('a late frame joins the values of its day, old and new', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const noon = firstMorning + noonAfterNine;
  await farm.accept(firstMorning + dayMs, { cover: 0.5 });
  await farm.accept(firstMorning, { cover: 0.2, seed: 2 });
  await farm.untilMeasured();
  const before = await farm.points('greenCover', 'index-3', 'd1-mean');
  expect(before.map(([t]) => t)).toEqual([noon, noon + dayMs]);
  const late = await farm.accept(firstMorning + hourMs, { cover: 0.8, seed: 3 });
  await farm.untilMeasured();
  const after = await farm.points('greenCover', 'index-3', 'd1-mean');
  expect((await farm.points('greenCover', 'index-3')).map(([t]) => t)).toContain(late.observedAt);
  expect(after[0]![1]).toBeGreaterThan(before[0]![1]);
  expect(after[1]).toEqual(before[1]);
});

it('a frame whose time is corrected moves with its values, and leaves none behind', async () => {
  const farm = await farmOfTest();
  await farm.start();
  const frame = await farm.accept(firstMorning, { cover: 0.4 }, { timeQuality: 'uncertain' });
  await farm.untilMeasured();
  expect(await farm.points('greenCover', 'index-3')).toEqual([]);
  expect(await farm.points('greenCover', 'index-3', 'd1-p50')).toEqual([]);
  expect((await farm.metricsOf(frame.f)).get('roi index-3')?.measured.greenCover).toBeGreaterThan(0.15);

  await farm.correct(frame, firstMorning - 2 * dayMs);
  await farm.untilMeasured();
  expect((await farm.points('greenCover', 'index-3')).map(([t]) => t)).toEqual([firstMorning - 2 * dayMs]);
  await farm.correct({ ...frame, observedAt: firstMorning - 2 * dayMs }, firstMorning + 5 * dayMs);
  await farm.untilMeasured();
  expect((await farm.points('greenCover', 'index-3')).map(([t]) => t)).toEqual([firstMorning + 5 * dayMs]);
  const daily = await farm.points('greenCover', 'index-3', 'd1-p50');
  expect(daily.map(([t]) => t)).toEqual([firstMorning + noonAfterNine + 5 * dayMs]);
  expect((await changesOf(farm, frame.f)).filter((change) => change.startsWith('revised index-3'))).toHaveLength(2);
});

it('a picture that retention gave up keeps what was measured, and says why where nothing was', async () => {
  const farm = await farmOfTest();
  const never = await farm.accept(firstMorning, undefined, { originalDeletedAt: firstMorning + dayMs });
  const first = await farm.start();
  const kept = await farm.accept(firstMorning + hourMs);
  await farm.untilMeasured();
  const value = (await farm.metricsOf(kept.f)).get('roi index-3')?.measured.greenCover;
  await first.close();

  await farm.intake.updateTable('frames').set({ originalDeletedAt: 1 }).where('f', '=', kept.f).execute();
  await farm.stores.blobs.delete(kept.blobKey);
  await farm.startWith({ roi: field });
  expect((await farm.metricsOf(kept.f)).get('roi index-3')?.measured.greenCover).toBe(value);
  expect((await farm.metricsOf(never.f)).get('roi index-3')?.withheld).toMatchObject({ greenCover: 'original-gone' });
});

it('another region measures every stored frame again', async () => {
  const farm = await farmOfTest();
  const service = await farm.start();
  const frame = await farm.accept(firstMorning, { cover: 0.6 });
  await farm.untilMeasured();
  const whole = (await farm.metricsOf(frame.f)).get('roi index-3');
  await service.close();
  await farm.startWith({ roi: field });
  const again = (await farm.metricsOf(frame.f)).get('roi index-3');
  expect(again?.areaVersion).not.toBe(whole?.areaVersion);
  expect(again?.measured.greenCover).toBeGreaterThan(whole!.measured.greenCover!);
  expect(await farm.points('greenCover', 'index-3')).toEqual([[firstMorning, again?.measured.greenCover]]);
  expect(await changesOf(farm, frame.f)).toContain('revised index-3');
});
