import { parseMetricSeries, parseSensorSeries } from '@fieldlapse/contracts';
import type { Point } from '../../ports.ts';

/** Where a series lies in InfluxDB: a measurement for each quantity or metric, and tags to group by. */
export interface Place {
  readonly measurement: string;
  /** `series` is the whole name as {@link nameToTag} writes it; the others are there where the name has them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Measurement of series that are neither of a sensor nor of a picture metric. */
const otherMeasurement = 'other';
const mostCachedHeads = 100_000;

export function placeOf(series: string): Place {
  const { measurement, ...tags } = partsOf(series);
  const encoded = Object.entries({ ...tags, series }).map(([key, text]) => [key, nameToTag(text)] as const);
  return { measurement, tags: Object.fromEntries(encoded.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function partsOf(series: string): { readonly measurement: string } & Readonly<Record<string, string>> {
  const sensor = parseSensorSeries(series);
  if (sensor) return { measurement: sensor.quantity, site: sensor.site, sensor: sensor.sensor };
  const metric = parseMetricSeries(series);
  if (!metric) return { measurement: otherMeasurement };
  const { site, camera, area, method, statistic } = metric;
  return { measurement: metric.metric, site, camera, area, method, ...(statistic && { statistic }) };
}

/**
 * A series name as the value of the tag `series`. Line protocol cannot carry line breaks, nor a backslash before what it
 * escapes, so those, other control characters and `%` are percent-encoded, each character by itself: prefixes stay prefixes.
 */
export function nameToTag(series: string): string {
  return series.replaceAll(/[\u0000-\u001f\u007f%\\]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** Reads what {@link nameToTag} wrote. */
export function tagToName(tag: string): string {
  return tag.replaceAll(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Writes points as lines of line protocol with times in ms; remembers what does not change from point to point. */
export function lineWriter(): (point: Point) => string {
  const heads = new Map<string, string>();
  return ({ series, t, value }) => {
    let head = heads.get(series);
    if (head === undefined) {
      if (heads.size >= mostCachedHeads) heads.clear();
      heads.set(series, (head = headOf(placeOf(series))));
    }
    return `${head} value=${value + 0} ${t}`; // −0 becomes 0, as in SQLite.
  };
}

function headOf({ measurement, tags }: Place): string {
  return (
    escape(measurement) +
    Object.entries(tags)
      .map(([key, tag]) => `,${key}=${escape(tag)}`)
      .join('')
  );
}

const escape = (text: string) => text.replaceAll(/[, =]/g, String.raw`\$&`);

/** What makes a line the same point as another: a later one replaces it. */
export function keyOfLine(line: string): string {
  return line.slice(0, line.lastIndexOf(' value=')) + line.slice(line.lastIndexOf(' '));
}
