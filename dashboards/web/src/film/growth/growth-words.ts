import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import type { Formats } from '../../text/formats.ts';
import type { Texts } from '../../text/vi.ts';

/** An amount of a metric: shares as per cent, others with three digits. */
export function amountOf({ metric }: Pick<GrowthAnswer, 'metric'>, value: number, format: Formats): string {
  return metric.endsWith('Cover') ? format.percent(value) : format.number(value, 3);
}

/** What the newest day with a value says, against a week before. */
export function newestWords(
  growth: GrowthAnswer,
  language: 'vi' | 'en',
  text: Texts,
  format: Formats,
): string | undefined {
  const known = growth.days.filter(({ value }) => value !== null);
  const newest = known.at(-1);
  if (!newest || newest.value === null) return undefined;
  const weekBefore = new Date(Date.parse(newest.day) - 7 * 86_400_000).toISOString().slice(0, 10);
  const before = known.find(({ day }) => day === weekBefore)?.value ?? null;
  const amount = amountOf(growth, newest.value, format);
  const said = text.growthNewest(growth.label[language], format.day(newest.day), amount);
  if (before === null || !growth.metric.endsWith('Cover')) return said;
  const points = Math.round((newest.value - before) * 100);
  const change = points === 0 ? text.growthSame : text.growthChange(format.number(Math.abs(points)), points > 0);
  return `${said}, ${change}`;
}

/** What a day says: its value and how many frames it rests on, or why it has none; undefined where nothing was measured. */
export function dayWords(
  growth: GrowthAnswer,
  day: string,
  language: 'vi' | 'en',
  text: Texts,
  format: Formats,
): string | undefined {
  const found = growth.days.find((one) => one.day === day);
  if (!found) return undefined;
  const why = found.withheld.map(({ label, frames }) => `${label[language]} (${format.number(frames)})`).join(', ');
  if (found.value === null) return `${format.day(day)}: ${text.growthNoValue}${why && ` – ${why}`}`;
  const amount = amountOf(growth, found.value, format);
  return `${format.day(day)}: ${amount}, ${text.growthFrames(format.number(found.frames))}${why && ` · ${text.growthLeftOut(why)}`}`;
}
