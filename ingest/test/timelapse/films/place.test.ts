import { describe, expect, it } from 'vitest';
import { placeFilm } from '../../../src/timelapse/films/place.ts';
import type { SegmentRow, ShownFrame } from '../../../src/timelapse/segments/tables.ts';

const dayMs = 86_400_000;
const first = Date.parse('2026-03-01T09:00:00+07:00');
const zone = 'Asia/Ho_Chi_Minh';
const frameOf = (day: number): ShownFrame => ({ f: `f${day}`, observedAt: first + day * dayMs, sha256: `${day}` });

function row(day: string, pictures: number, rest: Partial<SegmentRow> & Pick<SegmentRow, 'frames'>): SegmentRow {
  const film = { site: 'demo', camera: 'field', film: 'season', day, hash: `hash-${day}` } as const;
  const coding = { init: 'init', settings: '', fps: 10, width: 96, height: 64, fragments: 1, bytes: 1 };
  return { ...film, ...coding, ticks: pictures * 9000, firstObservedAt: 0, cards: '[]', head: null, ...rest };
}

describe('placeFilm', () => {
  const missing = { from: '2026-03-03', to: '2026-03-11', days: 9, reason: 'missing' } as const;
  const group = row('2026-02-20', 15, {
    frames: JSON.stringify([frameOf(0), frameOf(1), frameOf(11), frameOf(12), frameOf(13)]),
    cards: JSON.stringify([{ ...missing, at: 2, frames: 10 }]),
  });
  const next = row('2026-03-16', 1, {
    frames: JSON.stringify([frameOf(20)]),
    head: JSON.stringify({ ...missing, from: '2026-03-15', to: '2026-03-20', days: 6, ticks: 90_000, fragments: 2 }),
  });

  it('puts the days of a season group, and the card among them, where they play', () => {
    const film = placeFilm([group], zone);
    expect(film.days.map(({ day, startSec, durationSec }) => [day, startSec, durationSec])).toEqual([
      ['2026-03-01', 0, 0.1],
      ['2026-03-02', 0.1, 0.1],
      ['2026-03-12', 1.2, 0.1],
      ['2026-03-13', 1.3, 0.1],
      ['2026-03-14', 1.4, 0.1],
    ]);
    expect(film.cards).toEqual([{ ...missing, startSec: 0.2, durationSec: 1 }]);
  });

  it('plays the card before a segment as a part of its own, and moves what follows', () => {
    const film = placeFilm([group, next], zone);
    expect(film.parts.map(({ name, baseTicks, sequence }) => [name, baseTicks, sequence])).toEqual([
      ['hash-2026-02-20', 0, 1],
      ['hash-2026-03-16c', 135_000, 2],
      ['hash-2026-03-16', 225_000, 4],
    ]);
    expect(film.cards.at(-1)).toMatchObject({ days: 6, startSec: 1.5, durationSec: 1 });
    expect(film.days.at(-1)).toMatchObject({ day: '2026-03-21', startSec: 2.5 });
    expect(film.ticks).toBe(234_000);
  });

  it('never begins with a card', () => {
    const film = placeFilm([next], zone);
    expect(film.parts.map(({ name }) => name)).toEqual(['hash-2026-03-16']);
    expect(film.cards).toEqual([]);
    expect(film.days[0]?.startSec).toBe(0);
  });
});
