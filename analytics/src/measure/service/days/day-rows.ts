import {
  addDays,
  localDayOf,
  startOfLocalDay,
  type LocalDay,
  type MetricName,
  type WindowStatistic,
} from '@fieldlapse/contracts';
import type { DayRow, DueDayRow, FrameMetrics, MeasureReader, MethodRow } from '@fieldlapse/store';
import { dayWindows, type DayWindow, type FrameValue } from '../../../growth/windows/day-windows.ts';

/** More frames than any camera takes in five days. */
const mostFrames = 50_000;

/** The local days whose values a day's frames count in: its own, and those of the middle of the three days that hold it. */
export function touchedDays(day: LocalDay): LocalDay[] {
  return [addDays(day, -1), day, addDays(day, 1)];
}

/** The daily values of the days that a day touches. Frames of uncertain time count in none. */
export async function dayRows(
  reader: Pick<MeasureReader, 'methods' | 'frames'>,
  { site, camera, day }: DueDayRow,
  timeZone: string,
): Promise<DayRow[]> {
  const from = startOfLocalDay(addDays(day, -2), timeZone);
  const to = startOfLocalDay(addDays(day, 3), timeZone);
  const rows: DayRow[] = [];
  for (const method of await reader.methods(site, camera)) {
    const all = await reader.frames(method, from, to, mostFrames);
    const frames = all
      .filter(({ timeQuality }) => timeQuality !== 'uncertain')
      .map((frame) => ({ ...frame, day: localDayOf(frame.observedAt, timeZone) }));
    const metrics = new Set(frames.flatMap(({ measured, withheld }) => Object.keys({ ...measured, ...withheld })));
    for (const metric of metrics) rows.push(...rowsOf(method, metric as MetricName, frames, day, timeZone));
  }
  return rows;
}

type FrameOfDay = FrameMetrics & { readonly day: LocalDay };

function rowsOf(
  { site, camera, area, method }: MethodRow,
  metric: MetricName,
  frames: readonly FrameOfDay[],
  day: LocalDay,
  timeZone: string,
): DayRow[] {
  const values = frames.flatMap(({ observedAt, measured }): FrameValue[] => {
    const value = measured[metric];
    return value === undefined ? [] : [{ observedAt, value }];
  });
  const [ofOne, ofThree] = [dayWindows(values, timeZone, 1), dayWindows(values, timeZone, 3)];
  return touchedDays(day).flatMap((own): DayRow[] => {
    const one = ofOne.find((window) => window.day === own);
    const three = ofThree.find((window) => window.day === own);
    const withheld = reasonsOf(
      frames.filter((frame) => frame.day === own).flatMap((frame) => frame.withheld[metric] ?? []),
    );
    if (!one && !three && withheld === '{}') return [];
    const statistics = JSON.stringify({ ...statisticsOf('d1', one), ...statisticsOf('d3', three) });
    return [{ site, camera, area, metric, method, day: own, statistics, count: one?.count ?? 0, withheld }];
  });
}

function statisticsOf(days: 'd1' | 'd3', window: DayWindow | undefined): Partial<Record<WindowStatistic, number>> {
  if (!window) return {};
  const { mean, p50, p75, p90 } = window;
  return { [`${days}-mean`]: mean, [`${days}-p50`]: p50, [`${days}-p75`]: p75, [`${days}-p90`]: p90 };
}

/** JSON of how often each reason was given, in order of their names. */
function reasonsOf(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons.toSorted()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return JSON.stringify(Object.fromEntries(counts));
}
