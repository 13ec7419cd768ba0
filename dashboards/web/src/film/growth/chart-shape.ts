import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { midnightOf } from '../stage/cards.ts';
import type { Span } from '../stage/position.ts';

type Curve = NonNullable<GrowthAnswer['reading']>['curve'];

const dayMs = 86_400_000;

/** Maps days and values to px of a chart that lies on the axis of the film. */
export interface ChartScale {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Middle of a local day. */
  x(day: string): number;
  y(value: number): number;
  /** Values at which a line is drawn. */
  readonly lines: readonly number[];
}

/**
 * The axis of the chart: that of the film, so that both lie under each other, unless the film shows less than half of what was
 * measured (a film of one day, a season of which little is encoded yet); then from the first day to the last.
 */
export function chartAxis({ days }: Pick<GrowthAnswer, 'days'>, span: Span, timeZone: string): Span {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return span;
  const own = { from: midnightOf(first.day, timeZone), to: midnightOf(last.day, timeZone) + dayMs };
  const shared = Math.min(span.to, own.to) - Math.max(span.from, own.from);
  return shared >= (own.to - own.from) / 2 ? span : own;
}

/** Room above and below, px, so that dots at the edge are whole. */
const marginPx = 6;

/** Shares of an area are drawn from 0 to 1; other values from their least to their greatest. */
export function chartScale(
  growth: Pick<GrowthAnswer, 'metric' | 'days'>,
  span: Span,
  timeZone: string,
  widthPx: number,
  heightPx: number,
): ChartScale {
  const [low, high] = rangeOf(growth);
  const noon = (day: string): number => midnightOf(day, timeZone) + dayMs / 2;
  return {
    ...{ widthPx, heightPx },
    x: (day) => ((noon(day) - span.from) / (span.to - span.from)) * widthPx,
    y: (value) => marginPx + ((high - value) / (high - low)) * (heightPx - 2 * marginPx),
    lines: [low, (low + high) / 2, high],
  };
}

function rangeOf({ metric, days }: Pick<GrowthAnswer, 'metric' | 'days'>): [low: number, high: number] {
  if (metric.endsWith('Cover')) return [0, 1];
  const values = days.flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/** Runs of days without a break: a line is drawn through each. */
function runsOfDays<T extends { readonly day: string }>(points: readonly T[]): T[][] {
  const runs: T[][] = [];
  let last: string | undefined;
  for (const point of points) {
    if (last !== undefined && Date.parse(point.day) - Date.parse(last) === dayMs) runs.at(-1)?.push(point);
    else runs.push([point]);
    last = point.day;
  }
  return runs;
}

/** The smoothed curve as an SVG path; the stretches that are bridged over days without a value apart. */
export function curvePaths(curve: Curve, scale: ChartScale): { seen: string; bridged: string } {
  const point = ({ day, value }: Curve[number]) => `${scale.x(day).toFixed(1)} ${scale.y(value).toFixed(1)}`;
  const paths = { seen: '', bridged: '' };
  for (const run of runsOfDays(curve)) {
    for (const [index, one] of run.entries()) {
      const next = run[index + 1];
      if (next) paths[one.seen && next.seen ? 'seen' : 'bridged'] += `M${point(one)}L${point(next)}`;
    }
  }
  return paths;
}

/** The band of 90 % around the curve as an SVG path. */
export function bandPath(curve: Curve, scale: ChartScale): string {
  const at = (day: string, value: number) => `${scale.x(day).toFixed(1)} ${scale.y(value).toFixed(1)}`;
  return runsOfDays(curve)
    .map((run) => {
      const over = run.map(({ day, high }) => at(day, high));
      const under = run.toReversed().map(({ day, low }) => at(day, low));
      return `M${[...over, ...under].join('L')}Z`;
    })
    .join('');
}

/** Transition dates in order, with the share of the amplitude that is passed and which way. */
export function transitionMarks(
  growth: Pick<GrowthAnswer, 'reading'>,
): { day: string; low: string; high: string; percent: 10 | 25 | 50; rising: boolean; provisional: boolean }[] {
  const marks = (growth.reading?.cycles ?? []).flatMap(({ transitions, provisional }) =>
    ([10, 25, 50] as const).flatMap((percent) =>
      (['rising', 'falling'] as const).flatMap((way) => {
        const dated = transitions[way][`p${percent}`];
        return dated ? [{ ...dated, percent, rising: way === 'rising', provisional }] : [];
      }),
    ),
  );
  return marks.toSorted((a, b) => a.day.localeCompare(b.day));
}

/** The local day nearest to a place on the axis, among those that have a day of their own. */
export function nearestDay<T extends { readonly day: string }>(
  days: readonly T[],
  x: number,
  scale: ChartScale,
): T | undefined {
  let nearest: T | undefined;
  for (const day of days) {
    if (!nearest || Math.abs(scale.x(day.day) - x) < Math.abs(scale.x(nearest.day) - x)) nearest = day;
  }
  return nearest;
}
