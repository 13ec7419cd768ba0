import { daysBetween, type LocalDay } from '@fieldlapse/contracts';
import { atPoints, type Node } from '../engine/truth.ts';
import type { SiteClock } from './site-clock.ts';

/** A season as rules ask for it. */
export interface SeasonView {
  /** True where its crop or herd is one of these, whatever their case and accents. */
  isOf(subjects: readonly string[]): boolean;
  runsOn(day: LocalDay): boolean;
  /** Days after sowing; negative before. */
  ageOn(day: LocalDay): number;
  /** The last growth stage that was seen up to a day, BBCH; undefined before the first. */
  stageOn(day: LocalDay): number | undefined;
}

/** A season as it is configured. */
export interface ConfiguredSeason {
  readonly subject: string;
  readonly sowing: LocalDay;
  readonly end?: LocalDay | undefined;
  readonly stages: readonly { readonly day: LocalDay; readonly bbch: number }[];
}

export function seasonView({ subject, sowing, end, stages }: ConfiguredSeason): SeasonView {
  const inOrder = stages.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return {
    isOf: (subjects) => subjects.some((one) => isNamed(subject, one)),
    runsOn: (day) => day >= sowing && (end === undefined || day <= end),
    ageOn: (day) => daysBetween(sowing, day),
    stageOn: (day) => inOrder.findLast((stage) => stage.day <= day)?.bbch,
  };
}

/**
 * True where a subject has these words in it, whole ones: "cam" (orange) is not in "camera", and "Lúa IR504" is rice. Accents count
 * where both have them: "bò" (cattle) is not "bơ" (avocado), but whoever writes "bo" may mean either.
 */
function isNamed(subject: string, wanted: string): boolean {
  const both =
    isMarked(subject) && isMarked(wanted) ? [marked(subject), marked(wanted)] : [plain(subject), plain(wanted)];
  return ` ${both[0]} `.includes(` ${both[1]} `);
}

/** Without case and signs. */
const marked = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Without accents too: `Sầu riêng` and `sau-rieng` are the same. */
const plain = (text: string): string => marked(text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/giu, 'd'));

const isMarked = (text: string): boolean => plain(text) !== marked(text);

interface StageRange {
  readonly bbch?: readonly [number, number] | undefined;
  readonly daysAfterSowing?: readonly [number, number] | undefined;
}

/** True while a running season is within the range. Not known where no stage was seen: a guess could silence a warning. */
export function stageNode(
  { bbch, daysAfterSowing }: StageRange,
  seasons: readonly SeasonView[],
  clock: SiteClock,
): Node {
  return atPoints((t) => {
    const day = clock.dayOf(t);
    let known = false;
    for (const season of seasons) {
      if (!season.runsOn(day)) continue;
      const age = season.ageOn(day);
      const stage = season.stageOn(day);
      const byAge = daysAfterSowing === undefined || isWithin(age, daysAfterSowing);
      if (bbch === undefined || stage !== undefined) known = true;
      if (byAge && (bbch === undefined || (stage !== undefined && isWithin(stage, bbch)))) return 1;
    }
    return known || seasons.every((season) => !season.runsOn(day)) ? 0 : -1;
  });
}

const isWithin = (value: number, [from, to]: readonly [number, number]): boolean => value >= from && value <= to;
