import { addDays, daysBetween } from '@fieldlapse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSeasons, type ComparedSeason } from '../../../src/growth/compare/compare-seasons.ts';
import { referenceSeasons } from '../../../src/growth/compare/reference-curve.ts';
import { readSeason } from '../../../src/growth/seasons/read-season.ts';
import { fieldDays } from '../support/field.ts';

/** A season up to `until` days after sowing that grows `late` days later than others. */
function seasonOf({ sowing = '2026-05-15', until = 45, late = 0, seed = 1 }): ComparedSeason {
  const days = fieldDays({ sowing: addDays(sowing, late), seed, days: 125 });
  const today = addDays(sowing, until);
  return { sowing, curve: readSeason({ days, today, sowing }).curve };
}

const lastYear = [2, 3, 4].map((seed) => seasonOf({ sowing: `202${seed}-05-01`, until: 124, seed }));

describe('a season beside others', () => {
  it.each([0, 3, 6, 10])('is behind by as many days as it grows later (%i)', (late) => {
    const { days, low, high, verdict, seasons } = compareSeasons(seasonOf({ late, seed: 9 }), lastYear);
    expect(Math.abs(days! - late)).toBeLessThanOrEqual(1);
    expect(low! <= late + 1 && late - 1 <= high!).toBe(true);
    expect(seasons).toBe(3);
    if (late > 4) expect(verdict).toBe('behind');
    if (late === 0) expect(verdict).toBe('level');
  });

  it('is ahead where it grows earlier, and its value lies above', () => {
    const early = compareSeasons(seasonOf({ late: -7, seed: 5, until: 35 }), lastYear);
    expect(early.verdict).toBe('ahead');
    expect(early.days).toBeLessThan(-5);
    expect(early.difference).toBeGreaterThan(0.1);
  });

  it('is held against a reference curve too, straight between the days that it names', () => {
    const curve = { subject: 'Lúa', metric: 'greenCover', source: 'made', uncertainty: 0.05 } as const;
    const values = Object.fromEntries(
      lastYear[0]!.curve.flatMap(({ day, value }) => {
        const days = daysBetween(lastYear[0]!.sowing, day);
        return days % 5 === 0 ? [[days, value]] : [];
      }),
    );
    const references = referenceSeasons(
      [
        { ...curve, values },
        { ...curve, subject: 'Ngô', values: { 0: 0, 9: 1 } },
      ],
      'Lúa',
      'greenCover',
    );
    expect(references).toHaveLength(1);
    expect(references[0]!.curve).toHaveLength(121);
    const alone = compareSeasons(seasonOf({ late: 6, seed: 9 }), references);
    expect(alone).toMatchObject({ verdict: 'behind', seasons: 1, references: 1 });
    expect(Math.abs(alone.days! - 6)).toBeLessThanOrEqual(1.5);
    expect(compareSeasons(seasonOf({ late: 6, seed: 9 }), [...lastYear, ...references])).toMatchObject({
      seasons: 4,
      references: 1,
    });
  });

  it('is not judged while all are full: a flat curve shows no lag', () => {
    const full = (sowing: string): ComparedSeason => ({
      sowing,
      curve: Array.from({ length: 40 }, (_, day) => ({
        day: addDays(sowing, 40 + day),
        value: 0.95,
        low: 0.94,
        high: 0.96,
        seen: true,
      })),
    });
    expect(compareSeasons(full('2026-05-15'), [full('2025-05-15')])).toMatchObject({
      verdict: 'unknown',
      difference: 0,
    });
  });

  it('is not judged without others, with too few days, or where degree days are missing', () => {
    const mine = seasonOf({});
    expect(compareSeasons(mine, []).verdict).toBe('unknown');
    expect(compareSeasons(seasonOf({ until: 8 }), lastYear).verdict).toBe('unknown');
    expect(compareSeasons(mine, lastYear, 'degree-days').verdict).toBe('unknown');
  });

  it('is level by degree days when a cold spring alone makes it late', () => {
    const heatOf = (perDay: number) => Array.from({ length: 260 }, (_, day) => perDay * (day + 1));
    // Half the heat a day: everything takes twice the days.
    const days = fieldDays({ seed: 6 }).flatMap((one) => {
      const after = daysBetween('2026-05-15', one.day);
      return [0, 1].map((half) => ({ ...one, day: addDays('2026-05-15', 2 * after + half) }));
    });
    const cold = {
      sowing: '2026-05-15',
      curve: readSeason({ days, today: addDays('2026-05-15', 85) }).curve,
      heat: heatOf(8),
    };
    const warm = lastYear.map((one) => ({ ...one, heat: heatOf(16) }));
    expect(compareSeasons(cold, warm).verdict).toBe('behind');
    expect(compareSeasons(cold, warm, 'degree-days').verdict).toBe('level');
  });

  it('does not depend on the calendar', () => {
    const verdict = (sowing: string) => compareSeasons(seasonOf({ sowing, late: 5, seed: 8 }), lastYear);
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), (days) => {
        expect(verdict(addDays('2026-05-15', days))).toEqual(verdict('2026-05-15'));
      }),
      { numRuns: 5 },
    );
  });
});
