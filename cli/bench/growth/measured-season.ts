import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dayWindows, type DayValue } from '@fieldlapse/analytics';
import { parse } from 'csv-parse/sync';

export const timeZone = 'Asia/Ho_Chi_Minh';

/** The days of `season-<seed>.csv`: frames as `analytics/bench/cover-report.ts` measured them, by their medians. */
export async function measuredDays(folder: string, seed: number): Promise<DayValue[]> {
  const text = await readFile(join(folder, `season-${seed}.csv`), 'utf8');
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  const of = (column: string) => {
    const frames = rows.flatMap((row) => {
      const value = row[column] ?? '';
      return value === '' ? [] : [{ observedAt: Number(row['utcMs']), value: Number(value) }];
    });
    return dayWindows(frames, timeZone, 1);
  };
  const plants = new Map(of('plantCover').map(({ day, p50 }) => [day, p50]));
  return of('greenCover').map(({ day, p50, count }) => ({ day, value: p50, count, plantCover: plants.get(day) }));
}
