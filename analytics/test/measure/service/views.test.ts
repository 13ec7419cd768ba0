import { stillPose, type Pose } from '@fieldlapse/imaging';
import { expect, it, onTestFinished } from 'vitest';
import type { CameraViews } from '../../../src/measure/service/view/camera-views.ts';
import { firstMorning, hourMs, openFarm, type Farm } from './farm.ts';

/** The left half of the drawn field. */
const leftHalf: [number, number][] = [[0, 0.4], [0.5, 0.4], [0.5, 1], [0, 1]]; // prettier-ignore

async function farmOfTest(): Promise<Farm> {
  const farm = await openFarm({ roi: leftHalf });
  onTestFinished(() => farm.close());
  return farm;
}

const shifted = (dxPx: number): Pose => ({ ...stillPose, dxPx });

/** What the film maker would say, as it learns it. */
function viewsOf(first: string) {
  const known = {
    references: [{ f: first, fromObservedAt: 0, pose: stillPose }],
    moves: [] as { observedAt: number; reference: string; pose: Pose | null }[],
  };
  const views: CameraViews = {
    references: async () => known.references,
    openMoves: async () => known.moves,
    registrations: async () => new Map(),
  };
  return { known, views };
}

const coverOf = async (farm: Farm, f: string) => (await farm.metricsOf(f)).get('roi index-3')?.measured.greenCover;
const reasonOf = async (farm: Farm, f: string) => (await farm.metricsOf(f)).get('roi index-3')?.withheld.greenCover;

it('the area follows a camera that was shifted: the same ground gives the same cover', async () => {
  const farm = await farmOfTest();
  const first = await farm.accept(firstMorning, { cover: 0.4, seed: 1, bareFromPx: 320 });
  const { views } = viewsOf(first.f);
  await farm.start({}, { views });
  await farm.untilMeasured();
  const knocked = await farm.accept(firstMorning + hourMs, { cover: 0.4, seed: 2, bareFromPx: 320, dxPx: 40 });
  await farm.untilMeasured();
  const [before, after] = [await coverOf(farm, first.f), await coverOf(farm, knocked.f)];
  expect(before).toBeGreaterThan(0.2);
  // Without following, 40 px of bare ground would take the place of as much crop.
  expect(Math.abs(after! - before!)).toBeLessThan(0.02);
});

it('nothing is said where nobody knows where the camera looks, until people say that the new view counts', async () => {
  const farm = await farmOfTest();
  const first = await farm.accept(firstMorning, { cover: 0.4, seed: 1 });
  const { known, views } = viewsOf(first.f);
  await farm.start({}, { views });
  await farm.untilMeasured();
  const elsewhere = await farm.accept(firstMorning + hourMs, { cover: 0.5, seed: 2, place: 5000 });
  await farm.untilMeasured();
  expect(await coverOf(farm, elsewhere.f)).toBeGreaterThan(0.2);

  known.moves = [{ observedAt: elsewhere.observedAt, reference: first.f, pose: null }];
  await expect.poll(() => reasonOf(farm, elsewhere.f)).toBe('view-lost');
  await expect.poll(async () => (await farm.points('greenCover', 'index-3')).map(([t]) => t)).toEqual([firstMorning]);

  known.moves = [];
  known.references.push({ f: elsewhere.f, fromObservedAt: elsewhere.observedAt, pose: stillPose });
  await expect.poll(() => coverOf(farm, elsewhere.f)).toBeGreaterThan(0.2);
  await farm.untilMeasured();
  expect(await farm.points('greenCover', 'index-3')).toHaveLength(2);
});

it('a confirmed move takes the area along, and measures what was stored since again', async () => {
  const farm = await farmOfTest();
  const first = await farm.accept(firstMorning, { cover: 0.4, seed: 1, bareFromPx: 320 });
  const { known, views } = viewsOf(first.f);
  await farm.start({}, { views });
  await farm.untilMeasured();
  const still = await coverOf(farm, first.f);
  const moved = await farm.accept(firstMorning + hourMs, { cover: 0.4, seed: 2, bareFromPx: 320, dxPx: 60 });
  await farm.untilMeasured();
  known.references.push({ f: moved.f, fromObservedAt: moved.observedAt, pose: shifted(60) });
  await expect.poll(async () => Math.abs((await coverOf(farm, moved.f))! - still!)).toBeLessThan(0.02);
});

it('an area that has left the picture is withheld as moved', async () => {
  const farm = await farmOfTest();
  const first = await farm.accept(firstMorning, { cover: 0.4, seed: 1 });
  const { known, views } = viewsOf(first.f);
  await farm.start({}, { views });
  await farm.untilMeasured();
  known.references[0] = { f: first.f, fromObservedAt: 0, pose: shifted(-300) };
  await expect.poll(() => reasonOf(farm, first.f)).toBe('moved');
  await expect.poll(() => farm.points('greenCover', 'index-3')).toEqual([]);
});
