import type { LocalDay } from '@fieldlapse/contracts';
import { spanOf, type FilmFrame } from './film-frames.ts';

/** A film whose days have a place on a common scale: a number that never falls from day to day. */
export interface PlacedFilm {
  readonly frames: readonly FilmFrame[];
  readonly placeOf: (day: LocalDay) => number;
}

/** Indexes of the frames that stand side by side; null where a film has nothing of that place. */
export type Pair = readonly [number | null, number | null];

/** Side by side, and for how many steps (days) of the scale. */
export interface Alignment {
  readonly pairs: readonly Pair[];
  readonly days: number;
}

/** A day of a film: its place and the indexes of its frames; a card gives one to each of its days. */
interface PlacedDay {
  readonly place: number;
  readonly frames: readonly number[];
}

/**
 * Puts two films side by side. `exact`: days of the same place stand together, days that only one film has beside nothing;
 * for calendar days and days after sowing. `nearest`: the first film sets the pace, beside it the last day of the second
 * whose place is not past it; what lies before and behind the first film follows alone; for degree days.
 * Indexes never go back.
 */
export function alignFilms(a: PlacedFilm, b: PlacedFilm, by: 'exact' | 'nearest'): Alignment {
  const [daysA, daysB] = [daysOf(a), daysOf(b)];
  const steps = by === 'exact' ? exactSteps(daysA, daysB) : nearestSteps(daysA, daysB);
  const pairs: Pair[] = [];
  let last: Step = [null, null];
  for (const step of steps) {
    const shown = step.map((day, side) =>
      day !== null && day === last[side] ? day.frames.slice(-1) : (day?.frames ?? []),
    );
    const count = Math.max(...shown.map(({ length }) => length));
    for (let at = 0; at < count; at += 1) {
      const [first, second] = shown.map((frames) => frames[Math.floor((at * frames.length) / count)] ?? null);
      pairs.push([first ?? null, second ?? null]);
    }
    last = step;
  }
  return { pairs, days: steps.length };
}

type Step = readonly [PlacedDay | null, PlacedDay | null];

function daysOf({ frames, placeOf }: PlacedFilm): PlacedDay[] {
  const days = new Map<LocalDay, number[]>();
  for (const [index, frame] of frames.entries()) {
    for (const day of spanOf(frame)) {
      const known = days.get(day);
      // One frame of a card is enough for each of its days.
      if (!known) days.set(day, [index]);
      else if (frame.observedAt !== null) known.push(index);
    }
  }
  return [...days].map(([day, indexes]) => ({ place: placeOf(day), frames: indexes }));
}

function exactSteps(a: readonly PlacedDay[], b: readonly PlacedDay[]): Step[] {
  const [inA, inB] = [a, b].map((days) => new Map(days.map((day) => [day.place, day])));
  const places = [...new Set([...a, ...b].map(({ place }) => place))].sort((x, y) => x - y);
  return places.map((place) => [inA?.get(place) ?? null, inB?.get(place) ?? null]);
}

function nearestSteps(a: readonly PlacedDay[], b: readonly PlacedDay[]): Step[] {
  const [first, last] = [a[0]?.place ?? 0, a.at(-1)?.place ?? 0];
  const endOfB = b.at(-1)?.place ?? 0;
  // A day of heat past its end the second film has nothing more to show.
  const stride = b.length > 1 ? (endOfB - (b[0]?.place ?? 0)) / (b.length - 1) : 0;
  const before = b.filter(({ place }) => place < first).map((day): Step => [null, day]);
  const behind = b.filter(({ place }) => place > last).map((day): Step => [null, day]);
  const beside = a.map((day): Step => {
    const other = b.findLast(({ place }) => place <= day.place) ?? null;
    return [day, day.place > endOfB + stride ? null : other];
  });
  return [...before, ...beside, ...behind];
}
