import { silentLogger, sleep } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { openGroupCommit } from '../../src/intake/commit/group-commit.ts';
import { openOriginals } from '../../src/intake/originals.ts';
import { startRetention } from '../../src/retention/start-retention.ts';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, playedBytes } from '../timelapse/farm.ts';

const days = 5;
const perDay = 6;

it('late frames that come while pictures are deleted cost the film nothing', async () => {
  const farm = await openFarm();
  onTestFinished(() => farm.close());
  const times = Array.from(
    { length: days * perDay },
    (_, at) => firstMorning + Math.floor(at / perDay) * dayMs + (at % perDay) * hourMs,
  );
  for (const time of times) await farm.accept(time);
  await farm.start({ films: ['full'] });
  await farm.untilFilmed(times);

  const { stores, clock, intake, sites } = farm;
  const retention = await startRetention({
    ...{ stores, clock, sites: () => sites, logger: silentLogger, freeBytes: async () => 0, everyMs: 1 },
    originals: openOriginals(intake, openGroupCommit(intake)),
    policy: { keepOriginalsDays: 30, keepPerDay: 1 },
  });
  for (let late = 0; late < days; late += 1) {
    await farm.accept(firstMorning + late * dayMs + hourMs / 2);
    await sleep(15 * late);
  }
  const gone = () => intake.selectFrom('frames').select(['f']).where('originalDeletedAt', 'is not', null).execute();
  await expect.poll(async () => (await gone()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(days * (perDay - 2));
  await expect.poll(() => farm.films.pendingDays('demo', camera), { timeout: 60_000 }).toBe(0);
  await retention.close();

  const manifest = await farm.films.manifest('demo', camera, { kind: 'full' });
  const shown = manifest.days.flatMap(({ frames }) => frames);
  const ids = new Set(shown.map(({ f }) => f));
  expect((await gone()).filter(({ f }) => !ids.has(f))).toEqual([]);
  expect(times.filter((time) => !shown.some(({ observedAt }) => observedAt === time))).toEqual([]);
  expect(await framesIn(await playedBytes(farm.films))).toHaveLength(shown.length);
}, 120_000);
