import { localDayOf, type FilmCard, type LocalDay } from '@fieldlapse/contracts';
import { filmTimescale } from '../config.ts';
import type { Gap, HeadCard, InnerCard, SegmentRow, ShownFrame } from '../segments/tables.ts';

/** What a player loads as one piece: a segment's frames, or the card before them. */
export interface PlacedPart {
  /** In playlists and URLs: the segment's hash, with `c` behind it for its card. */
  readonly name: string;
  readonly row: SegmentRow;
  readonly part: 'frames' | 'card';
  /** Decode time of its first picture in the film, in ticks of {@link filmTimescale}. */
  readonly baseTicks: number;
  /** Sequence number of its first fragment, from 1. */
  readonly sequence: number;
  readonly ticks: number;
}

/** A local day in a film: its frames, one after the other from `startSec` on. */
export interface PlacedDay {
  readonly day: LocalDay;
  readonly segment: string;
  readonly frames: readonly ShownFrame[];
  readonly startSec: number;
  readonly durationSec: number;
}

/** A film laid out: pieces to load, days and cards to tell of. */
export interface PlacedFilm {
  readonly parts: readonly PlacedPart[];
  readonly days: readonly PlacedDay[];
  readonly cards: readonly FilmCard[];
  readonly ticks: number;
}

/** Lays segments (at least one, in order) out one after the other; a film never begins with a card. */
export function placeFilm(rows: readonly SegmentRow[], timeZone: string): PlacedFilm {
  const parts: PlacedPart[] = [];
  const days: PlacedDay[] = [];
  const cards: FilmCard[] = [];
  let ticks = 0;
  let sequence = 1;
  const add = (row: SegmentRow, part: PlacedPart['part'], size: { ticks: number; fragments: number }): void => {
    const name = part === 'card' ? `${row.hash}c` : row.hash;
    parts.push({ name, row, part, baseTicks: ticks, sequence, ticks: size.ticks });
    ticks += size.ticks;
    sequence += size.fragments;
  };
  for (const [index, row] of rows.entries()) {
    const head = row.head === null ? undefined : (JSON.parse(row.head) as HeadCard);
    if (head && index > 0) {
      cards.push({ ...gapOf(head), startSec: secondsOf(ticks), durationSec: secondsOf(head.ticks) });
      add(row, 'card', head);
    }
    const inside = layOut(row, timeZone, ticks);
    days.push(...inside.days);
    cards.push(...inside.cards);
    add(row, 'frames', row);
  }
  return { parts, days, cards, ticks };
}

/** Days and cards within a segment that begins at `baseTicks`. */
function layOut(row: SegmentRow, timeZone: string, baseTicks: number): Pick<PlacedFilm, 'days' | 'cards'> {
  const pictureTicks = filmTimescale / row.fps;
  const inner = JSON.parse(row.cards) as InnerCard[];
  const at = (picture: number): number => secondsOf(baseTicks + picture * pictureTicks);
  const cards = inner.map((card) => ({
    ...{ ...gapOf(card), startSec: at(card.at) },
    durationSec: secondsOf(card.frames * pictureTicks),
  }));
  const days: (PlacedDay & { frames: ShownFrame[] })[] = [];
  let picture = 0;
  let next = 0;
  for (const frame of JSON.parse(row.frames) as ShownFrame[]) {
    if (inner[next]?.at === picture) picture += inner[next++]?.frames ?? 0;
    const day = localDayOf(frame.observedAt, timeZone);
    const last = days.at(-1);
    if (last?.day === day) {
      last.frames.push(frame);
      days[days.length - 1] = { ...last, durationSec: secondsOf(last.frames.length * pictureTicks) };
    } else {
      const durationSec = secondsOf(pictureTicks);
      days.push({ day, segment: row.hash, frames: [frame], startSec: at(picture), durationSec });
    }
    picture += 1;
  }
  return { days, cards };
}

function gapOf({ from, to, days, reason }: Gap): Gap {
  return { from, to, days, reason };
}

/** Seconds of a number of ticks. */
export function secondsOf(ticks: number): number {
  return ticks / filmTimescale;
}
