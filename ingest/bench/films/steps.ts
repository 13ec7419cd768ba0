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

/** A film of what happened, and of the same season in which no lasting step did. */
export interface Pair {
  readonly happened: readonly SeenFrame[];
  readonly without: readonly SeenFrame[];
}

/**
 * How large a step is in a film day by day: the ROI's luma less that of the film without it, DN, against the same in the raw
 * pictures. All else is the same in both, so that neither weather nor exposure blurs the answer.
 */
export function stepsByDay(series: Series, raw: Pair, film: Pair): object[] {
  const [inRaw, inFilm] = [differences(raw), differences(film)];
  return series.steps.map((step) => {
    const byDay = [-8, -6, -4, -2, -1, 0, 1, 2, 3, 5, 7, 8, 9].flatMap((day) => {
      const times = [...inRaw.keys()].filter((time) => {
        const days = (time - step.from) / dayMs;
        // The first frame after seven days stands an hour short of them.
        return days >= day - 0.1 && days < day + 0.9 && time < step.until && (day < 0 || time >= step.from) && inFilm.has(time); // prettier-ignore
      });
      if (times.length === 0) return [];
      const [rawDn, filmDn] = [inRaw, inFilm].map((of) => meanOf(times.map((time) => of.get(time)!)));
      return [{ day, frames: times.length, rawDn, filmDn }];
    });
    const late = byDay.filter(({ day }) => day >= 7);
    const kept = meanOf(late.map(({ filmDn }) => filmDn!)) / meanOf(late.map(({ rawDn }) => rawDn!));
    return { kind: step.kind, keptAfter7Days: late.length > 0 ? kept : null, byDay };
  });
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
