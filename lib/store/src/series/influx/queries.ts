import { nameToTag, placeOf } from './line.ts';

/** The times that InfluxDB can hold, UTC ms: its nanoseconds are 64 bits. */
export const firstTime = -9_223_372_036_854;
export const lastTime = 9_223_372_036_854;

/** InfluxQL for one series and a stretch of time, UTC ms `[from, to)`. */
interface Stretch {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

export function rangeQuery(stretch: Stretch, limit: number): string {
  return `SELECT "value" FROM ${fromOf(stretch)} ORDER BY time LIMIT ${limit}`;
}

/**
 * Statements that give `count` buckets between them, equal to within a ms: InfluxQL groups by one whole length each, so
 * the longer ones come first.
 */
export function bucketQueries({ series, from, to }: Stretch, count: number): { text: string; stepMs: number }[] {
  const shortMs = Math.floor((to - from) / count);
  const longer = to - from - shortMs * count;
  const middle = from + longer * (shortMs + 1);
  const group = (start: number, end: number, stepMs: number) => {
    if (start >= end || stepMs === 0) return [];
    const offsetMs = ((start % stepMs) + stepMs) % stepMs;
    const totals = 'MIN("value"), MAX("value"), SUM("value"), COUNT("value")';
    const grouping = `GROUP BY time(${stepMs}ms, ${offsetMs}ms) fill(none)`;
    return [{ text: `SELECT ${totals} FROM ${fromOf({ series, from: start, to: end })} ${grouping}`, stepMs }];
  };
  return [...group(from, middle, shortMs + 1), ...group(middle, to, shortMs)];
}

/** The newest point of every series whose name starts with `prefix`. */
export function latestQuery(prefix: string): string {
  const tagged = prefix === '' ? '' : ` WHERE "series" =~ /^${escapeRegex(nameToTag(prefix))}/`;
  return `SELECT LAST("value") FROM /.*/${tagged} GROUP BY "series"`;
}

export function deleteQuery(stretch: Stretch): string {
  return `DELETE FROM ${fromOf(stretch)}`;
}

/** The same for `/api/v2/delete`. */
export function deletePredicate(series: string): string {
  const { measurement, tags } = placeOf(series);
  const quoted = (text: string) => `"${text.replaceAll('"', String.raw`\"`)}"`;
  return `_measurement=${quoted(measurement)} AND series=${quoted(tags['series'] ?? '')}`;
}

function fromOf({ series, from, to }: Stretch): string {
  const { measurement, tags } = placeOf(series);
  const name = (tags['series'] ?? '').replaceAll("'", String.raw`\'`);
  return `"${measurement}" WHERE "series" = '${name}' AND time >= ${from}ms AND time < ${to}ms`;
}

const escapeRegex = (text: string) => text.replaceAll(/[.*+?^${}()|[\]/-]/g, String.raw`\$&`);
