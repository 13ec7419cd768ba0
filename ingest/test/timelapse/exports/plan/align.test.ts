import { addDays, daysBetween } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { alignFilms, type PlacedFilm } from '../../../../src/timelapse/exports/plan/align.ts';
import type { FilmFrame } from '../../../../src/timelapse/exports/plan/film-frames.ts';

const start = '2026-03-01';
const byDay = (day: string): number => daysBetween(start, day);

/** A film with a picture on each of these days (counted from 1 March), `perDay` of them. */
function film(days: readonly number[], placeOf = byDay, perDay = 1): PlacedFilm {
  const frames = days.flatMap((count) => {
    const day = addDays(start, count);
    return Array.from({ length: perDay }, (_, at): FilmFrame => ({ day, lastDay: day, observedAt: count * 24 + at }));
  });
  return { frames, placeOf };
}
const card = (from: number, to: number): FilmFrame => ({
  day: addDays(start, from),
  lastDay: addDays(start, to),
  observedAt: null,
});

describe('alignFilms', () => {
  it('puts days of the same place together, and shows nothing beside the others', () => {
    expect(alignFilms(film([0, 1, 2]), film([1, 2, 3]), 'exact')).toEqual({
      pairs: [
        [0, null],
        [1, 0],
        [2, 1],
        [null, 2],
      ],
      days: 4,
    });
  });

  it('shows a card beside each of its days', () => {
    const gap: PlacedFilm = {
      frames: [film([0]).frames[0]!, card(1, 3), card(1, 3), film([4]).frames[0]!],
      placeOf: byDay,
    };
    expect(alignFilms(gap, film([0, 1, 2, 3, 4]), 'exact').pairs).toEqual([
      [0, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [3, 4],
    ]);
  });

  it('spreads the fewer pictures of a day over the more', () => {
    expect(alignFilms(film([0], byDay, 4), film([0], byDay, 2), 'exact').pairs).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });

  it('shows beside the first film the last day of the second with no more heat, and the rest alone', () => {
    const heatA = film([0, 1, 2, 3], (day) => 10 * byDay(day) + 10);
    const heatB = film([0, 1, 2, 3, 4, 5, 6, 7, 8], (day) => 5 * byDay(day) + 5);
    expect(alignFilms(heatA, heatB, 'nearest').pairs).toEqual([
      [null, 0],
      [0, 1],
      [1, 3],
      [2, 5],
      [3, 7],
      [null, 8],
    ]);
    expect(alignFilms(heatB, heatA, 'nearest').pairs).toEqual([
      [0, null],
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 2],
      [6, 2],
      [7, 3],
      [8, 3],
    ]);
  });

  it('shows nothing beside days that the second film never got warm enough for', () => {
    const pairs = alignFilms(
      film([0, 1, 2, 3], (day) => 10 * byDay(day)),
      film([0, 1], (day) => 10 * byDay(day)),
      'nearest',
    );
    expect(pairs.pairs.at(-1)).toEqual([3, null]);
  });

  it.each(['exact', 'nearest'] as const)('never goes back within a film (%s)', (by) => {
    const a = film([0, 1, 2, 5, 6], (day) => 3 * byDay(day), 5);
    const b = film([1, 2, 3, 4, 5, 6, 7], (day) => 2 * byDay(day), 3);
    const { pairs } = alignFilms(a, b, by);
    expect(pairs.length).toBeGreaterThan(20);
    for (const side of [0, 1] as const) {
      const shown = pairs.map((pair) => pair[side]).filter((index) => index !== null);
      expect(shown).toEqual(shown.toSorted((x, y) => x - y));
    }
  });
});
