import { useEffect, useState } from 'preact/hooks';
import type { Span } from '../stage/position.ts';
import { commonAxis, firstAlign, originOf, type Align } from './align.ts';
import type { CompareSource } from './sources.ts';

const dayMs = 86_400_000;
/** Days of the farm that pass in a second of comparison. */
const daysPerSec = 6;

/** Two films on one axis of days, and the day that both show. */
export interface Comparison {
  readonly align: Align;
  /** Days of the axis and the one that is shown, from 0; undefined until both films are known. */
  readonly days: number;
  readonly day: number | undefined;
  readonly playing: boolean;
  /** What each film shows at that day, UTC ms; undefined as `day`. */
  timeOf(index: number): number | undefined;
  /** Days from the origin of the first film (its sowing). */
  readonly dayFromOrigin: number;
  /** Where a film begins on the axis and how long it is, as shares of the axis. */
  placeOf(index: number): { from: number; width: number };
  setAlign(align: Align): void;
  setDay(day: number): void;
  toggle(): void;
  tellSpan(index: number, span: Span): void;
}

/** Keeps two films in step: a day is shown by its noon, whatever time its frame was taken. */
export function useComparison(chosen: readonly [CompareSource, CompareSource], timeZone: string): Comparison {
  const [align, setAlign] = useState<Align>(firstAlign(...chosen));
  const [spans, setSpans] = useState<readonly (Span | undefined)[]>([undefined, undefined]);
  const [wanted, setWanted] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const origins = chosen.map((source) => originOf(source, align, timeZone));
  const placed = spans.map((span, index) => {
    const origin = origins[index] ?? 0;
    return span && { from: span.from - origin, to: span.to - origin };
  });
  const known = placed.flatMap((span) => span ?? []);
  const axis = known.length === placed.length ? commonAxis(known) : undefined;
  const days = axis ? Math.round((axis.to - axis.from) / dayMs) : 0;
  // It opens on the last day that both have.
  const lastOfBoth = axis && Math.round((Math.min(...known.map(({ to }) => to)) - axis.from) / dayMs) - 1;
  const day = lastOfBoth === undefined ? undefined : Math.max(0, Math.min(days - 1, wanted ?? lastOfBoth));
  const moment = axis && day !== undefined ? axis.from + (day + 0.5) * dayMs : undefined;

  useEffect(() => {
    if (!playing || day === undefined) return undefined;
    if (day >= days - 1) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => setWanted(day + 1), 1000 / daysPerSec);
    return () => clearTimeout(timer);
  }, [playing, day, days]);

  return {
    ...{ align, days, day, playing },
    timeOf: (index) => (moment === undefined ? undefined : moment + (origins[index] ?? 0)),
    dayFromOrigin: Math.floor((moment ?? 0) / dayMs),
    placeOf(index) {
      const span = placed[index];
      if (!axis || !span) return { from: 0, width: 0 };
      const length = axis.to - axis.from;
      return { from: (span.from - axis.from) / length, width: (span.to - span.from) / length };
    },
    setAlign(next) {
      setAlign(next);
      setWanted(undefined);
    },
    setDay(next) {
      setPlaying(false);
      setWanted(next);
    },
    toggle() {
      if (!playing && day !== undefined && day >= days - 1) setWanted(0);
      setPlaying(!playing);
    },
    tellSpan: (index, span) => setSpans((before) => before.map((old, which) => (which === index ? span : old))),
  };
}
