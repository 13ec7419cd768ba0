import { addDays } from '@fieldlapse/contracts';
import { expect, it, onTestFinished } from 'vitest';
import { seasonStatistic, type SeasonGrowth } from '../../../src/measure/service/days/season-growth.ts';
import { camera, dayMs, firstMorning, openFarm, site } from './farm.ts';

const sowing = '2026-03-01';
const seasonDays = 48;
/** Cover of a day: bare, then a rise in the middle of the season, in steps so that few pictures are drawn. */
const coverOn = (day: number): number => Math.round((0.05 + 0.55 / (1 + Math.exp(-(day - 24) / 4))) * 25) / 25;

it('a season is read from its days, again when the day changes, and the feed tells', { timeout: 240_000 }, async () => {
  const season = { id: 'vu-1', plot: 'thua-1', subject: 'Lúa', sowing };
  const farm = await openFarm({ plot: 'thua-1' }, { plots: [{ id: 'thua-1' }], seasons: [season] });
  onTestFinished(() => farm.close());
  for (let day = 0; day < seasonDays; day += 1) {
    await farm.accept(firstMorning + day * dayMs, { cover: coverOn(day), seed: day + 1 });
  }
  // Drawn plants overlap: of what is asked for some two thirds show.
  const values = Object.fromEntries(Array.from({ length: 60 }, (_, day) => [day, 0.69 * coverOn(day + 7)]));
  const reference = { subject: 'Lúa', metric: 'greenCover' as const, source: 'made for this test', values };
  const ofAnother = { ...reference, subject: 'Ngô', values: { 0: 0.5, 59: 0.5 } };
  await farm.start({ references: [reference, ofAnother] });
  await farm.untilMeasured();
  const read = async () =>
    (await (await farm.reader()).growth(site, camera, 'roi')).find(({ metric }) => metric === 'greenCover');
  await expect
    .poll(read, { timeout: 60_000 })
    .toMatchObject({ season: 'vu-1', through: addDays(sowing, seasonDays - 1) });
  const first = await read();
  const { reading, sowing: known, statistic, comparison } = first!.reading as SeasonGrowth;
  expect(comparison).toMatchObject({ verdict: 'behind', seasons: 1, references: 1 });
  expect(Math.abs(comparison!.days! - 7)).toBeLessThanOrEqual(1.5);
  expect([known, statistic]).toEqual([sowing, seasonStatistic('greenCover')]);
  expect(reading.cycles).toHaveLength(1);
  const middle = reading.cycles[0]!.transitions.rising.p50!.day;
  expect(middle >= addDays(sowing, 20) && middle <= addDays(sowing, 28)).toBe(true);

  await farm.accept(firstMorning + seasonDays * dayMs, { cover: 0.6, seed: 99 });
  await expect.poll(read, { timeout: 60_000 }).toMatchObject({ through: addDays(sowing, seasonDays) });
  expect((await read())!.revision).toBeGreaterThan(first!.revision);
  const changes = (await (await farm.reader()).changesAfter(0, 5000)).filter(({ kind }) => kind === 'growth');
  expect(changes.at(-1)).toMatchObject({ site, camera, area: 'roi', season: 'vu-1', f: null });
  const greens = changes.filter(({ metric, method }) => metric === 'greenCover' && method === 'index-3');
  expect(greens.length).toBeGreaterThanOrEqual(2);
});
