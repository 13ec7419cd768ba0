import type { CycleKind, DayValue } from '@fieldlapse/analytics';
import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';

/** A year of several crops on one field, made by joining measured seasons. */
export interface Year {
  readonly name: string;
  readonly days: readonly DayValue[];
  /** How each crop really ended; one that was cut where nothing was seen for a week cannot be told. */
  readonly kinds: readonly CycleKind[];
  /** Days of sowing and of what the dates of each crop are against. */
  readonly sowings: readonly LocalDay[];
}

const firstSowing: LocalDay = '2026-01-02';
const seasonDays = 120;

/** `crops` seasons one after the other, resting `pauseDays` between them; the `cut`-th is cut green on day 60 and lies bare for two weeks. */
export function yearOf(
  seasons: readonly (readonly DayValue[])[],
  { crops, pauseDays, cut }: { readonly crops: number; readonly pauseDays: number; readonly cut?: number },
): Year {
  let sowing = firstSowing;
  const days: DayValue[] = [];
  const sowings: LocalDay[] = [];
  for (let crop = 0; crop < crops; crop += 1) {
    const season = seasons[crop % seasons.length]!;
    const first = '2026-05-15';
    const length = crop === cut ? 60 : seasonDays;
    for (const one of season) {
      const after = daysBetween(first, one.day);
      if (after < length) days.push({ ...one, day: addDays(sowing, after) });
    }
    sowings.push(sowing);
    const bare = crop === cut ? 14 : pauseDays;
    for (let after = length; after < length + bare; after += 1) {
      days.push({ day: addDays(sowing, after), value: 0.001, count: 5, plantCover: 0.05 });
    }
    sowing = addDays(sowing, length + bare);
  }
  const kinds = sowings.map((_day, crop): CycleKind => (crop === cut ? 'cut-green' : 'ripened'));
  return { name: `${crops} crops${cut === undefined ? '' : `, crop ${cut + 1} cut green`}`, days, kinds, sowings };
}
