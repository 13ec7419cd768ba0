import { addDays, localDayOf } from '@fieldlapse/contracts';
import { measureMigrations, type MeasureTables } from '@fieldlapse/store';
import { now, site, type Farm } from './farm.ts';
import { timeZone } from './film.ts';

const dayMs = 86_400_000;
export const of = { site: site.id, camera: 'bo-dong', area: 'roi', method: 'index-3' };
/** The last days up to today, oldest first. */
export const seasonDays = Array.from({ length: 40 }, (_, index) => addDays(localDayOf(now, timeZone), index - 39));

/** Green cover of a day of the season: a rise from 10 to 70 %. */
export const coverOn = (index: number): number => 0.1 + 0.6 / (1 + Math.exp(-(index - 20) / 4));
/** Days on which no frame could be measured. */
export const isWithheld = (index: number): boolean => index === 12 || index === 13;

/** The records of measurements, written as analytics writes them; open until the farm closes. */
export function openMeasures(farm: Farm) {
  return farm.stores.records.openOwn<MeasureTables>('measure', measureMigrations);
}

export type MeasureRecords = Awaited<ReturnType<typeof openMeasures>>;

/** A season of 40 days with one frame a day, two of them in fog, and what was read from it. */
export async function storeSeason(db: MeasureRecords): Promise<void> {
  for (const [index, day] of seasonDays.entries()) {
    const observedAt = now - (39 - index) * dayMs;
    const withheld = isWithheld(index) ? { greenCover: 'fogged' } : {};
    const measured = isWithheld(index) ? {} : { greenCover: coverOn(index) };
    const row = {
      f: `${'a'.repeat(24)}${String.fromCharCode(97 + (index >> 4), 97 + (index & 15))}`,
      ...of,
      observedAt,
    };
    const inputs = { sha256: 'ab'.repeat(32), modelHash: null, areaVersion: '1', inputs: '1', measuredAt: observedAt };
    await db
      .insertInto('metrics')
      .values({
        ...{ ...row, ...inputs, timeQuality: 'measured', classes: null },
        measured: JSON.stringify(measured),
        uncertainty: JSON.stringify(isWithheld(index) ? {} : { greenCover: 0.02 }),
        withheld: JSON.stringify(withheld),
      })
      .execute();
    const statistics = JSON.stringify(isWithheld(index) ? {} : { 'd1-p90': coverOn(index), 'd1-mean': coverOn(index) });
    const counts = { count: isWithheld(index) ? 0 : 1, withheld: isWithheld(index) ? '{"fogged":1}' : '{}' };
    await db
      .insertInto('days')
      .values({ ...of, metric: 'greenCover', day, statistics, ...counts })
      .execute();
  }
  await db
    .insertInto('growth')
    .values({
      ...{
        ...of,
        metric: 'greenCover',
        season: 'dong-xuan',
        revision: 1,
        through: seasonDays.at(-1)!,
        computedAt: now,
      },
      reading: JSON.stringify(readSeason()),
    })
    .execute();
  await db
    .insertInto('backfills')
    .values({ site: of.site, camera: of.camera, plan: '1', beforeAt: now, beforeF: '', done: 30, finished: 0 })
    .execute();
}

function readSeason() {
  const dated = (index: number) => ({
    day: seasonDays[index],
    low: seasonDays[index - 2],
    high: seasonDays[index + 2],
  });
  const none = { p10: null, p25: null, p50: null };
  const cycle = {
    ...{ start: seasonDays[11], end: null, kind: 'open', peak: seasonDays[39], low: 0.1, high: 0.7, lowAfter: null },
    transitions: { rising: { p10: dated(11), p25: dated(16), p50: dated(20) }, falling: none },
    ...{ harvest: null, provisional: true, confidence: 'fair' },
  };
  const curve = seasonDays.map((day, index) => {
    const value = coverOn(index);
    return { day, value, low: value - 0.02, high: value + 0.02, seen: !isWithheld(index) };
  });
  return {
    ...{ statistic: 'd1-p90', sowing: '2026-10-08' },
    reading: { cycles: [cycle], curve, outliers: [], fits: [], growthRates: [], warnings: [] },
    stage: { bbch: 21, basis: 'seen', since: '2026-10-30' },
    forecast: { bbch: 30, day: '2026-12-05', low: '2026-12-02', high: '2026-12-09', degreeDaysLeft: 120, seasons: 2 },
    comparison: {
      ...{
        alignment: 'days-after-sowing',
        verdict: 'behind',
        days: 5.5,
        low: 2,
        high: 9,
        difference: -0.1,
        seasons: 2,
        references: 1,
      },
    },
  };
}

/** A model that was refused, and one whose accuracy was measured on peanuts. */
export async function storeModels(db: MeasureRecords): Promise<void> {
  const refused = {
    state: 'refused',
    code: 'MODEL_REFUSED',
    message: 'weeds@2.0.0: input.name: no tensor "x"',
    card: null,
  } as const;
  const card = {
    title: { vi: 'Tán lá', en: 'Canopy' },
    ...{ experimental: false, licence: 'CC-BY-SA-4.0', attribution: '© 2023 the authors', validatedFor: ['peanut'] },
    accuracy: { fresh: { iou: 0.64 } },
  };
  const ready = { state: 'ready', code: null, message: null, card: JSON.stringify(card) } as const;
  await db
    .insertInto('models')
    .values([
      { name: 'canopy', version: '1.0.0', ...ready, since: now },
      { name: 'weeds', version: '2.0.0', ...refused, since: now },
    ])
    .execute();
}
