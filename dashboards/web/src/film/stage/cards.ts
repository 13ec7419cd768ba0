import type { TimelineAnswer } from '@fieldlapse/dashboards-server';

/** A hatched card that a film shows for whole days without a frame. */
export type Card = TimelineAnswer['cards'][number];

/** A card with the time that it stands for: UTC ms `[from, to)`, local midnight to local midnight. */
export interface TimedCard {
  readonly card: Card;
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;
const known = new WeakMap<TimelineAnswer, readonly TimedCard[]>();

/** The cards of a film as they play. */
export function cardsOf(film: TimelineAnswer): readonly TimedCard[] {
  let cards = known.get(film);
  if (!cards) {
    cards = film.cards.map((card) => {
      const from = midnightOf(card.from, film.timeZone);
      return { card, from, to: from + card.days * dayMs };
    });
    known.set(film, cards);
  }
  return cards;
}

/** The gaps that no card stands for: they lie within days that have frames. */
export function bareGaps(film: TimelineAnswer): TimelineAnswer['gaps'] {
  const holds = (gap: TimelineAnswer['gaps'][number], { from, to }: TimedCard): boolean =>
    (gap.from ?? -Infinity) <= from && to <= (gap.to ?? Infinity);
  return film.gaps.filter((gap) => !cardsOf(film).some((card) => holds(gap, card)));
}

/** The card that stands for a time; undefined where there are frames. */
export function cardAt(film: TimelineAnswer, at: number): TimedCard | undefined {
  return cardsOf(film).find(({ from, to }) => from <= at && at < to);
}

/** UTC ms of the local midnight that a local day begins with (clock changes within the day are not looked for: an axis may be an hour off). */
export function midnightOf(day: string, timeZone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const midnight = midnightBefore(noon, timeZone);
  // East of UTC+12 noon in UTC is the next local day already.
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(noon) > day ? midnight - dayMs : midnight;
}

/** UTC ms of the local midnight before a time. */
export function midnightBefore(utcMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const [hours = 0, minutes = 0, seconds = 0] = parts.format(utcMs).split(':').map(Number);
  return utcMs - (((hours % 24) * 60 + minutes) * 60 + seconds) * 1000 - (utcMs % 1000);
}
