import { addDays, daysBetween } from '@fieldlapse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSeason } from '../../../src/growth/seasons/read-season.ts';
import type { Cycle, DayValue } from '../../../src/growth/seasons/reading.ts';
import { fieldDays, harvestDay, normalFrom, randomFrom, truthOn, type FieldOptions } from '../support/field.ts';

const sowing = '2026-05-15';
const late = '2030-01-01';
const read = (days: readonly DayValue[], today = late) => readSeason({ days, today });
const readField = (options: FieldOptions) => read(fieldDays(options));

/** Days by which each date of a cycle is off the truth of {@link fieldDays}. */
function errors({ transitions }: Cycle): number[] {
  return (['rising', 'falling'] as const).flatMap((side) =>
    ([10, 25, 50] as const).map((share) => {
      const date = transitions[side][`p${share}`];
      return date ? daysBetween(addDays(sowing, truthOn(share / 100, side)), date.day) : Number.NaN;
    }),
  );
}

describe('the reading of a season', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'dates rise and fall within two days, noise and a gap of nine days notwithstanding (%i)',
    (seed) => {
      const missing = Array.from({ length: 9 }, (_, index) => 68 + index);
      const reading = readField({ seed, noise: 0.02, missing });
      expect(reading.cycles.map(({ kind }) => kind)).toEqual(['ripened']);
      for (const error of errors(reading.cycles[0]!)) expect(Math.abs(error)).toBeLessThanOrEqual(2);
      expect(reading.warnings).toEqual(['gap']);
    },
  );

  it('says levels, the fastest growth and a fit beside the dates', () => {
    const { cycles, growthRates, fits } = readField({});
    expect(cycles[0]).toMatchObject({ provisional: false, confidence: 'high' });
    expect(cycles[0]?.low).toBeCloseTo(0.02, 1);
    expect(cycles[0]?.high).toBeCloseTo(0.95, 1);
    // The logistic rise of 0.93 with a time constant of 5 days.
    expect(growthRates[0]?.maxPerDay).toBeCloseTo(0.93 / 20, 2);
    expect(Math.abs(daysBetween(addDays(sowing, 35), growthRates[0]!.day))).toBeLessThanOrEqual(1);
    expect(fits[0]).toMatchObject({ kind: 'double-logistic', cycle: 0 });
    expect(fits[0]?.r2).toBeGreaterThan(0.99);
  });

  it('does not take a flood of twelve days for the end of a crop', () => {
    const { cycles, warnings, outliers } = readField({ flood: [50, 62] });
    expect(cycles).toHaveLength(1);
    expect(warnings).toContain('dip');
    expect(outliers.filter(({ reason }) => reason === 'dip')).toHaveLength(12);
    for (const error of errors(cycles[0]!)) expect(Math.abs(error)).toBeLessThanOrEqual(2);
  });

  it('sees through a flood over a ripening crop by the plants that are hidden', () => {
    const flood = [92, 104] as const;
    const flooded = readField({ flood, withPlants: true });
    expect(flooded.cycles.map(({ kind }) => kind)).toEqual(['ripened']);
    expect(flooded.outliers.map(({ reason }) => reason)).toEqual(new Array(12).fill('disturbed'));
    for (const error of errors(flooded.cycles[0]!)) expect(Math.abs(error)).toBeLessThanOrEqual(2);
    // Without plant cover nobody can know: the fall is dated by the water.
    expect(Math.min(...errors(readField({ flood }).cycles[0]!))).toBeLessThan(-2);
  });

  it('counts the days on which the water came and went to the flood', () => {
    const days = fieldDays({ flood: [93, 103], withPlants: true }).map((one, day) => {
      return day === 92 || day === 103
        ? { ...one, value: one.value! * 0.7, plantCover: one.plantCover! * 0.7, count: 2 }
        : one;
    });
    const { cycles, outliers } = read(days);
    expect(outliers.map(({ reason }) => reason)).toEqual(new Array(12).fill('disturbed'));
    for (const error of errors(cycles[0]!)) expect(Math.abs(error)).toBeLessThanOrEqual(2);
  });

  it('dates the harvest of a ripe crop by the plants that are gone', () => {
    const { harvest } = readField({ withPlants: true }).cycles[0]!;
    expect(harvest?.day).toBe(addDays(sowing, harvestDay));
    expect(readField({}).cycles[0]?.harvest).toBeNull();
  });

  it('takes the day of sowing as bare where nobody saw the bare ground', () => {
    const sown = addDays(sowing, 28);
    const days = fieldDays({}).slice(30);
    expect(read(days).cycles[0]?.low).toBeGreaterThan(0.15);
    const { cycles, curve } = readSeason({ days, today: late, sowing: sown, bareValue: 0 });
    expect(cycles[0]?.low).toBeCloseTo(0, 2);
    expect(cycles[0]?.transitions.rising.p10).toMatchObject({ low: addDays(sown, 1), high: addDays(sown, 2) });
    expect(curve.filter(({ seen }) => !seen).map(({ day }) => day)).toEqual(
      [-1, 0, 1].map((day) => addDays(sown, day)),
    );
  });

  it('takes the day before sowing as bare too where the day of sowing is all that was seen of bare ground', () => {
    const sown = addDays(sowing, 25);
    const days = [{ day: sown, value: 0, count: 2 }, ...fieldDays({}).slice(27)];
    const { cycles } = readSeason({ days, today: late, sowing: sown, bareValue: 0 });
    expect(cycles[0]?.low).toBeCloseTo(0, 2);
    expect(cycles[0]?.transitions.rising.p10?.day).toBe(addDays(sown, 1));
  });

  it('leaves out days that rest on less than a third of the usual frames', () => {
    const days = fieldDays({}).map((one, day) => (day === 50 || day === 91 ? { ...one, value: 0.1, count: 1 } : one));
    const { cycles, outliers } = read(days);
    expect(outliers.filter(({ reason }) => reason === 'few-frames').map(({ day }) => day)).toEqual(
      [50, 91].map((day) => addDays(sowing, day)),
    );
    for (const error of errors(cycles[0]!)) expect(Math.abs(error)).toBeLessThanOrEqual(2);
  });

  it('does not rule out days on which most frames were withheld: the few others may be wrong', () => {
    // Half ripe on one day, and for two days the clouds let through only frames that look green.
    const greenDay = 86;
    const days = fieldDays({}).map((one, day) => {
      if (day === greenDay || day === greenDay + 1) return { ...one, value: 0.95, count: 2 };
      return day > greenDay ? { ...one, value: one.value! * 0.3 } : one;
    });
    const { p50 } = read(days).cycles[0]!.transitions.falling;
    expect(p50).toEqual({ day: addDays(sowing, 88), low: addDays(sowing, 86), high: addDays(sowing, 88) });
  });

  it('tells a crop that is cut green from one that ripens, and dates the cut', () => {
    const { cycles } = readField({ cutOn: 70 });
    expect(cycles).toHaveLength(1);
    expect(cycles[0]).toMatchObject({ kind: 'cut-green', end: addDays(sowing, 70) });
    expect(cycles[0]?.harvest).toEqual({
      day: addDays(sowing, 70),
      low: addDays(sowing, 70),
      high: addDays(sowing, 70),
    });
  });

  it('does not say how a crop ended that nobody saw end', () => {
    const missing = Array.from({ length: 9 }, (_, index) => 66 + index);
    const { cycles, warnings } = readField({ cutOn: 70, missing });
    expect(cycles.map(({ kind }) => kind)).toEqual(['ended']);
    expect(warnings).toContain('fall-in-gap');
    const { low, high } = cycles[0]!.transitions.falling.p50!;
    expect([low, high]).toEqual([addDays(sowing, 66), addDays(sowing, 75)]);
  });

  it.each([
    ['two crops', ['ripened', 'ripened']],
    ['three crops, the second cut green', ['ripened', 'cut-green', 'ripened']],
  ] as const)('counts %s of one year', (_name, kinds) => {
    let at = 0;
    const days = kinds.flatMap((kind, index) => {
      const own = fieldDays({
        sowing: addDays(sowing, at),
        seed: index + 1,
        ...(kind === 'cut-green' && { days: 90, cutOn: 75 }),
      });
      at += own.length;
      return own;
    });
    expect(read(days).cycles.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('finds no cycle in an orchard, and nothing in a week', () => {
    const draw = normalFrom(3);
    const orchard = Array.from({ length: 200 }, (_, day) => {
      return { day: addDays(sowing, day), value: 0.7 + 0.02 * Math.sin(day / 20) + draw(0.01), count: 5 };
    });
    const reading = readSeason({ days: orchard, today: late, leastAmplitude: 0.15 });
    expect(reading.cycles).toEqual([]);
    expect(reading.warnings).toEqual(['no-cycle']);
    expect(read(orchard.slice(0, 6)).warnings).toEqual(['few-days']);
  });

  it('says that the rise was not seen where the camera came late', () => {
    const reading = read(fieldDays({}).slice(60));
    expect(reading.cycles).toHaveLength(1);
    expect(reading.cycles[0]?.transitions.rising).toEqual({ p10: null, p25: null, p50: null });
    expect(reading.cycles[0]?.transitions.falling.p50).not.toBeNull();
    expect(reading.warnings).toContain('rise-not-seen');
  });
});

describe('the reading of a season that is not over', () => {
  it('is the same whether later days are known or not', () => {
    const days = fieldDays({ noise: 0.02, seed: 4 });
    for (const day of [30, 60, 96, 110]) {
      const today = addDays(sowing, day);
      expect(read(days, today)).toEqual(read(days.filter((one) => one.day <= today)));
    }
  });

  it('never shows a second cycle and calls nothing a cut, day by day', () => {
    const days = fieldDays({ noise: 0.015, seed: 5, flood: [50, 62] });
    for (let day = 12; day < 125; day += 1) {
      const { cycles } = read(days, addDays(sowing, day));
      expect(cycles.length).toBeLessThanOrEqual(1);
      expect(cycles[0]?.kind ?? 'open').not.toBe('cut-green');
    }
  });

  it('waits before it calls a sudden fall a cut', () => {
    const days = fieldDays({ cutOn: 70 });
    const soon = read(days, addDays(sowing, 75));
    expect(soon.cycles[0]).toMatchObject({ kind: 'open', end: null, provisional: true });
    expect(soon.warnings).toContain('sudden-fall');
    expect(read(days, addDays(sowing, 90)).cycles[0]?.kind).toBe('cut-green');
  });

  it('marks what may still change', () => {
    const days = fieldDays({});
    expect(read(days, addDays(sowing, 35)).cycles[0]).toMatchObject({ provisional: true, confidence: 'low' });
    expect(read(days, addDays(sowing, 75)).cycles[0]).toMatchObject({ provisional: false, kind: 'open' });
  });
});

describe('whatever the values', () => {
  const field = fc.record({
    seed: fc.integer({ min: 1, max: 10_000 }),
    noise: fc.double({ min: 0.002, max: 0.03, noNaN: true }),
  });

  it('later days by so much are later dates by so much', () => {
    fc.assert(
      fc.property(field, fc.integer({ min: -4000, max: 4000 }), (options, days) => {
        const moved = fieldDays({ ...options, sowing: addDays(sowing, days) });
        const [here, there] = [readField(options), read(moved, '2060-01-01')];
        expect(there.cycles.map(errorsFrom(addDays(sowing, days)))).toEqual(here.cycles.map(errorsFrom(sowing)));
      }),
      { numRuns: 10 },
    );
  });

  it('another scale leaves the dates', () => {
    fc.assert(
      fc.property(field, fc.constantFrom(0.25, 4, 64), (options, scale) => {
        const days = fieldDays(options);
        const scaled = days.map((one) => ({ ...one, value: one.value! * scale }));
        expect(read(scaled).cycles.map(errorsFrom(sowing))).toEqual(read(days).cycles.map(errorsFrom(sowing)));
      }),
      { numRuns: 10 },
    );
  });

  it('the order of the days does not matter', () => {
    fc.assert(
      fc.property(field, (options) => {
        const days = fieldDays(options);
        const random = randomFrom(options.seed);
        const shuffled = days.map((one) => ({ one, key: random() })).sort((a, b) => a.key - b.key);
        expect(read(shuffled.map(({ one }) => one))).toEqual(read(days));
      }),
      { numRuns: 10 },
    );
  });

  it('the reading is plain JSON without holes', () => {
    const day = fc.record({
      day: fc.integer({ min: 0, max: 200 }).map((days) => addDays(sowing, days)),
      value: fc.option(fc.double({ min: -1e3, max: 1e3 })),
      count: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 150 }), (days) => {
        const reading = read(days);
        expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
      }),
      { numRuns: 60 },
    );
  });
});

function errorsFrom(start: string): (cycle: Cycle) => number[] {
  return ({ transitions }) =>
    [transitions.rising, transitions.falling]
      .flatMap(({ p10, p25, p50 }) => [p10, p25, p50])
      .map((date) => (date ? daysBetween(start, date.day) : Number.NaN));
}
