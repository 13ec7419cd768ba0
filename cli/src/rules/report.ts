import type { AlertRule, PastAlert, RuleOutcome } from '@fieldlapse/analytics';
import { countFaults } from './row-faults.ts';
import type { Replayed } from './replayed-farm.ts';

export type Language = 'vi' | 'en';

const words = {
  readings: { vi: 'số đo', en: 'readings' },
  sensors: { vi: 'cảm biến', en: 'sensors' },
  gap: { vi: 'quãng trống dài nhất', en: 'longest gap' },
  outOfOrder: { vi: 'dòng không theo thứ tự thời gian', en: 'rows out of order' },
  readAs: { vi: 'đọc', en: 'read' },
  unread: { vi: 'không đọc', en: 'not read' },
  unknown: { vi: 'không rõ là gì', en: 'unknown' },
  ambiguous: { vi: 'nhiều cột có thể là đại lượng này', en: 'another column may be the same' },
  rule: { vi: 'quy tắc', en: 'rule' },
  alerts: { vi: 'cảnh báo', en: 'alerts' },
  hours: { vi: 'giờ', en: 'hours' },
  pushes: { vi: 'tin nhắn', en: 'pushes' },
  first: { vi: 'đầu tiên', en: 'first' },
  last: { vi: 'cuối cùng', en: 'last' },
  longest: { vi: 'dài nhất', en: 'longest' },
  'no-data': { vi: 'không có dữ liệu', en: 'no data' },
  'no-season': { vi: 'chưa biết vụ (--subject, --sowing)', en: 'no such season (--subject, --sowing)' },
  unverified: { vi: 'ngưỡng chưa kiểm chứng', en: 'threshold not verified' },
} as const;

const hourMs = 3_600_000;

/** What a person reads: where the readings come from, then a line for each rule. */
export function reportOf(
  replayed: Replayed,
  rules: readonly AlertRule[],
  outcomes: readonly RuleOutcome[],
  language: Language,
): string {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const say = (word: keyof typeof words) => words[word][language];
  const head = [say('rule'), ...(['alerts', 'hours', 'pushes', 'first', 'last', 'longest'] as const).map(say)];
  const rows = outcomes.map((outcome) => {
    const rule = byId.get(outcome.rule);
    const title = `${rule?.texts[language].title ?? ''}${rule?.unverified ? ` (${say('unverified')})` : ''}`;
    const told = outcome.state === 'replayed' ? figuresOf(outcome, replayed) : say(outcome.state);
    return { name: outcome.rule, told, title };
  });
  return `${[...sourceLines(replayed, language), '', ...aligned(head, rows)].join('\n')}\n`;
}

function figuresOf({ alerts, hours, pushes }: RuleOutcome, { farm }: Replayed): string[] {
  const minute = (alert: PastAlert | undefined) => (alert ? localMinute(alert.from, farm.site.timeZone) : '');
  const longest = alerts.length === 0 ? '' : `${Math.round(longestHours(alerts, farm.to))} h`;
  return [`${alerts.length}`, `${Math.round(hours)}`, `${pushes}`, minute(alerts[0]), minute(alerts.at(-1)), longest];
}

function longestHours(alerts: readonly PastAlert[], end: number): number {
  return Math.max(...alerts.map(({ from, to }) => ((to ?? end) - from) / hourMs));
}

function sourceLines({ title, farm, columns, unread, outOfOrder, faults }: Replayed, language: Language): string[] {
  const say = (word: keyof typeof words) => words[word][language];
  const minute = (t: number) => localMinute(t, farm.site.timeZone);
  const gap = Math.round(longestGapMs(farm) / hourMs);
  const counts = [
    `${farm.readings} ${say('readings')}`,
    `${say('sensors')}: ${farm.sensors.length}`,
    `${minute(farm.from)} → ${minute(farm.to)}`,
    `${say('gap')} ${gap} h`,
    ...(outOfOrder > 0 ? [`${outOfOrder} ${say('outOfOrder')}`] : []),
    ...countFaults(faults),
  ];
  return [
    `${title}: ${counts.join(' · ')}`,
    ...columns.map(({ column, quantity }) => `  ${say('readAs')} "${column}" → ${quantity}`),
    ...unread.map(({ column, why }) => `  ${say('unread')} "${column}": ${say(why)}`),
  ];
}

/** Longest time without any reading of a sensor that has some before and after it. */
function longestGapMs(farm: Replayed['farm']): number {
  let longest = 0;
  for (const sensor of farm.sensors) {
    for (const buffer of farm.watched.all({ kind: 'sensor', name: sensor })) {
      for (let index = 1; index < buffer.length; index += 1) {
        longest = Math.max(longest, buffer.timeAt(index) - buffer.timeAt(index - 1));
      }
    }
  }
  return longest;
}

/** `2026-05-31 14:05` by the clock of the site. */
export function localMinute(t: number, timeZone: string): string {
  const format = { dateStyle: 'short', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(t);
}

interface Row {
  readonly name: string;
  /** Figures, or why there are none. */
  readonly told: readonly string[] | string;
  readonly title: string;
}

function aligned(head: readonly string[], rows: readonly Row[]): string[] {
  const cells = rows.map(({ name, told }) => (typeof told === 'string' ? [name] : [name, ...told]));
  const widths = head.map((text, column) => Math.max(text.length, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) => row.map((text, column) => text.padEnd(widths[column]!)).join('  ');
  const wide = line(head).length;
  return [
    line(head).trimEnd(),
    ...rows.map(({ name, told, title }) => {
      const start = typeof told === 'string' ? `${line([name])}  ${told}` : line([name, ...told]);
      return `${start.padEnd(wide)}  ${title}`.trimEnd();
    }),
  ];
}
