import type { SeenFrame } from './film.ts';
import type { LastingStep, Series, ShotTruth } from './folder.ts';
import { meanOf } from './light.ts';

const dayMs = 86_400_000;
/** What makes a frame no witness of the field's own brightness. */
const disturbing = ['fog', 'exposure', 'blocked', 'blurred', 'frozen', 'lens-drop', 'lens-dirt', 'infrared'];

/**
 * How large lasting steps of the field are in a film against the raw one: mean luma from 6.9 to 10 days after them against
 * that of the 7 days before, in frames that nothing else disturbs.
 */
export function stepsKept(
  series: Series,
  truthOf: (f: string) => ShotTruth | undefined,
  raw: readonly SeenFrame[],
  film: readonly SeenFrame[],
): object[] {
  const lumas = new Map(film.map(({ f, luma }) => [f, luma]));
  const common = raw.filter(({ f }) => lumas.has(f) && isClean(truthOf(f)));
  return series.steps.map((step, index) => {
    const earliest = series.steps[index - 1]?.from ?? -Infinity;
    const between = (fromDays: number, toDays: number): SeenFrame[] =>
      common.filter(({ observedAt }) => isIn(step, observedAt, fromDays, toDays, earliest));
    const means = (frames: SeenFrame[]): [number, number] => [
      meanOf(frames.map(({ luma }) => luma)),
      meanOf(frames.map(({ f }) => lumas.get(f)!)),
    ];
    const [before, first, after] = [between(-7, 0), between(0, 1), between(6.9, 10)];
    const [rawBefore, filmBefore] = means(before);
    const [rawFirst, filmFirst] = means(first);
    const [rawAfter, filmAfter] = means(after);
    return {
      ...{ kind: step.kind, framesBefore: before.length, framesAfter: after.length },
      ...{ rawStepDn: rawAfter - rawBefore, filmStepDn: filmAfter - filmBefore },
      keptFirstDay: (filmFirst - filmBefore) / (rawFirst - rawBefore),
      keptAfter7Days: (filmAfter - filmBefore) / (rawAfter - rawBefore),
    };
  });
}

function isClean(truth: ShotTruth | undefined): boolean {
  return truth === undefined || !truth.faults.some((fault) => disturbing.includes(fault));
}

function isIn(step: LastingStep, time: number, fromDays: number, toDays: number, earliest: number): boolean {
  const days = (time - step.from) / dayMs;
  return days >= fromDays && days < toDays && time >= earliest && time < step.until;
}

type Light = Pick<SeenFrame, 'observedAt' | 'luma'>;

/** A film of what happened, and of the same season in which no lasting step did. */
export interface Pair {
  readonly happened: readonly Light[];
  readonly without: readonly Light[];
}

/**
 * How large a step is in a film day by day: the ROI's luma less that of the film without it, DN, against the same in the raw
 * pictures. All else is the same in both, so that neither weather nor exposure blurs the answer. The step's own size is the
 * mean over all days that it lasts: water mirrors another sky each day, and what the film should show is what lasts.
 */
export function stepsByDay(series: Series, raw: Pair, film: Pair): object[] {
  const [inRaw, inFilm] = [differences(raw), differences(film)];
  return series.steps.map((step) => {
    const byDay = days.flatMap((day) => {
      const times = [...inRaw.keys()].filter((time) => isOnDay(step, time, day) && inFilm.has(time));
      if (times.length === 0) return [];
      const [rawDn, filmDn] = [inRaw, inFilm].map((of) => meanOf(times.map((time) => of.get(time)!)));
      return [{ day, frames: times.length, rawDn: rawDn!, filmDn: filmDn! }];
    });
    const mean = (of: 'rawDn' | 'filmDn', from: number, to = Infinity): number =>
      meanOf(byDay.filter(({ day }) => day >= from && day < to).map((one) => one[of]));
    return {
      ...{ kind: step.kind, sizeDn: mean('rawDn', 0) },
      keptFromDay7: mean('filmDn', 7) / mean('rawDn', 0),
      keptOfDays7To9: mean('filmDn', 7, 10) / mean('rawDn', 7, 10),
      rawDays7To9: mean('rawDn', 7, 10) / mean('rawDn', 0),
      byDay,
    };
  });
}

const days = [-8, -6, -4, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Whether a time lies on a day counted from the step's first, while the step lasts. */
function isOnDay({ from, until }: LastingStep, time: number, day: number): boolean {
  const since = (time - from) / dayMs;
  // The first frame after seven days stands an hour short of them.
  return since >= day - 0.1 && since < day + 0.9 && time < until && (day < 0 || time >= from);
}

function differences({ happened, without }: Pair): Map<number, number> {
  const lumas = new Map(without.map(({ observedAt, luma }) => [observedAt, luma]));
  return new Map(
    happened.flatMap(({ observedAt, luma }) => {
      const other = lumas.get(observedAt);
      return other === undefined ? [] : [[observedAt, luma - other] as const];
    }),
  );
}
