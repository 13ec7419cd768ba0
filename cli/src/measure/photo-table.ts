import { withheldReasons, type FrameMeasure, type MetricName } from '@fieldlapse/contracts';
import type { MethodMeasure } from './measure-photo.ts';

/** A photo of the table: what was measured, or on its own line what is wrong with it. */
export type PhotoRow =
  | { readonly photo: string; readonly methods: readonly MethodMeasure[] }
  | { readonly photo: string; readonly error: { readonly code: string; readonly message: string } };

const columns: readonly (readonly [MetricName, string])[] = [
  ['plantCover', 'plants'],
  ['greenCover', 'green'],
  ['gcc', 'GCC'],
  ['gli', 'GLI'],
  ['exg', 'ExG'],
  ['exgr', 'ExGR'],
  ['vari', 'VARI'],
  ['lumaDn', 'luma'],
  ['sharpness', 'sharpness'],
];

/** Text of the photos' values; `–` stands for a value that is withheld, and the reasons follow. */
export function photoTable(rows: readonly PhotoRow[]): string {
  const head = ['photo', ...columns.map(([, title]) => title), 'withheld'];
  const lines = rows.map((row) => {
    if ('error' in row) return [row.photo, `${row.error.code}: ${row.error.message}`];
    const all = merged(row.methods);
    return [row.photo, ...columns.map(([metric]) => cell(metric, all)), reasons(all)];
  });
  const full = [head, ...lines.filter((line) => line.length === head.length)];
  const widths = head.map((_, at) => Math.max(...full.map((line) => line[at]?.length ?? 0)));
  return [head, ...lines]
    .map((line) => line.map((text, at) => (line.length < head.length ? text : text.padEnd(widths[at]!))))
    .map((line) => `${line.join('  ').trimEnd()}\n`)
    .join('');
}

/** The methods of a photo as one: of a metric that two measure, what the later one says. */
function merged(methods: readonly MethodMeasure[]): FrameMeasure {
  const last = <K extends keyof FrameMeasure>(part: K): FrameMeasure[K] =>
    Object.assign({}, ...methods.map((method) => method[part])) as FrameMeasure[K];
  return { values: last('values'), withheld: last('withheld'), uncertainty: last('uncertainty') };
}

function cell(metric: MetricName, { values, uncertainty }: FrameMeasure): string {
  const value = values[metric];
  if (value === undefined) return '–';
  if (metric === 'lumaDn') return value.toFixed(0);
  const doubt = (uncertainty as Partial<Record<MetricName, number>>)[metric];
  if (doubt === undefined) return value.toFixed(3);
  return `${(100 * value).toFixed(1)} ±${(100 * doubt).toFixed(1)} %`;
}

function reasons({ withheld }: FrameMeasure): string {
  return [...new Set(Object.values(withheld))].map((reason) => withheldReasons[reason].en).join(', ');
}
