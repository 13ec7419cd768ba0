import { addDays, daysBetween } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { forecastStage, stageOn, type SeasonStages } from '../../../src/growth/stages/forecast.ts';
import { normalFrom } from '../support/field.ts';

/** A season whose stages come at their degree days, give or take; each day brings `perDay` °C·d. */
function season(sowing: string, perDay: number, heats: Readonly<Record<number, number>>, days = 120): SeasonStages {
  const heat = Array.from({ length: days }, (_, day) => perDay * (day + 1));
  const sightings = Object.entries(heats).map(([bbch, needed]) => ({
    bbch: Number(bbch),
    day: addDays(
      sowing,
      heat.findIndex((sum) => sum >= needed),
    ),
  }));
  return { sowing, sightings, heat };
}

const earlier = [
  season('2024-05-15', 16, { 21: 320, 51: 960, 89: 1600 }),
  season('2025-01-05', 14, { 21: 308, 51: 980, 89: 1610 }),
  season('2025-05-15', 16, { 21: 336, 51: 944, 89: 1584 }),
];
const sowing = '2026-05-15';
/** Twenty °C·d a day, today the 31st day: 620. */
const now: SeasonStages = { sowing, sightings: [], heat: Array.from({ length: 31 }, (_, day) => 20 * (day + 1)) };
const today = addDays(sowing, 30);

describe('the next stage', () => {
  it('comes when the degree days of earlier seasons are reached, at the heat of these days', () => {
    const forecast = forecastStage(now, earlier, today);
    expect(forecast).toMatchObject({ bbch: 51, seasons: 3 });
    if ('unknown' in forecast) throw new Error('a forecast was expected');
    // About 340 °C·d are left, at 20 a day.
    expect(daysBetween(today, forecast.day)).toBe(18);
    expect(forecast.low! <= forecast.day && forecast.day <= forecast.high!).toBe(true);
  });

  it('counts from the last stage seen where earlier seasons saw it too', () => {
    const late = { ...now, sightings: [{ day: addDays(sowing, 25), bbch: 21 }] };
    const forecast = forecastStage(late, earlier, today);
    if ('unknown' in forecast) throw new Error('a forecast was expected');
    // Tillering was late by 200 °C·d, so heading will be.
    expect(forecast.degreeDaysLeft).toBeCloseTo(520 + 640 - 620, -1);
  });

  it('has no interval from one season alone, and a wider one from seasons that differ', () => {
    expect(forecastStage(now, earlier.slice(0, 1), today)).toMatchObject({
      bbch: 51,
      low: null,
      high: null,
      seasons: 1,
    });
    const width = (seasons: readonly SeasonStages[]) => {
      const forecast = forecastStage(now, seasons, today);
      return 'unknown' in forecast || !forecast.low || !forecast.high
        ? Number.NaN
        : daysBetween(forecast.low, forecast.high);
    };
    const scattered = [760, 960, 1160].map((heading, index) => season(`202${index + 3}-05-15`, 16, { 51: heading }));
    expect(width(scattered)).toBeGreaterThan(2 * width(earlier));
  });

  it('lies in its interval about nine times of ten when seasons vary', () => {
    const draw = normalFrom(11);
    let held = 0;
    const runs = 200;
    for (let run = 0; run < runs; run += 1) {
      const past = Array.from({ length: 6 }, (_, index) => season(`20${10 + index}-05-15`, 16, { 51: 960 + draw(40) }));
      const truth = 960 + draw(40);
      const forecast = forecastStage(now, past, today);
      if ('unknown' in forecast) continue;
      const day = addDays(today, Math.max(1, Math.ceil((truth - 620) / 20)));
      if (forecast.low! <= day && day <= forecast.high!) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.82);
    expect(held / runs).toBeLessThan(0.99);
  });

  it.each([
    ['no-heat', { ...now, heat: null }, earlier],
    ['no-earlier-season', now, []],
    ['no-earlier-season', now, earlier.map((one) => ({ ...one, heat: null }))],
    ['no-later-stage', { ...now, sightings: [{ day: today, bbch: 89 }] }, earlier],
    ['no-growth', { ...now, heat: new Array<number>(31).fill(300) }, earlier],
  ] as const)('is unknown without data: %s', (unknown, season, others) => {
    expect(forecastStage(season, others, today)).toEqual({ unknown });
  });
});

describe('the stage of today', () => {
  it('is the one seen last, or a later one by degree days', () => {
    const seen = { ...now, sightings: [{ day: addDays(sowing, 20), bbch: 25 }] };
    expect(stageOn(seen, earlier, today)).toEqual({ bbch: 25, basis: 'seen', since: addDays(sowing, 20) });
    // 320 °C·d on the 16th day.
    expect(stageOn(now, earlier, today)).toEqual({ bbch: 21, basis: 'degree-days', since: addDays(sowing, 16) });
  });

  it('does not know what was seen after today', () => {
    const later = { ...now, sightings: [{ day: addDays(today, 1), bbch: 55 }] };
    expect(stageOn(later, [], today)).toEqual({ unknown: 'no-earlier-season' });
    expect(stageOn({ ...later, heat: null }, earlier, today)).toEqual({ unknown: 'no-heat' });
  });
});
