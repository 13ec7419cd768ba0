import type { Cycle, DatedInterval, SeasonReading, Transitions } from '@fieldlapse/analytics';
import type { LocalDay } from '@fieldlapse/contracts';
import { confidenceWords, kindWords, plotWords, warningWords, type Language } from './plot/words.ts';

const words = {
  rising: { vi: 'lên', en: 'rises past' },
  falling: { vi: 'xuống', en: 'falls to' },
  level: { vi: 'mức', en: 'level' },
  growth: { vi: 'tăng nhanh nhất', en: 'grows fastest' },
  perDay: { vi: 'mỗi ngày', en: 'a day' },
  provisional: { vi: 'còn có thể thay đổi', en: 'may still change' },
} as const;

/** What a person reads: a block for each cycle, then what is to be said about it. */
export function reportOf({
  title,
  language,
  reading,
}: {
  readonly title: string;
  readonly language: Language;
  readonly reading: SeasonReading;
}): string {
  const blocks = reading.cycles.map((cycle, index) => cycleBlock(cycle, index, reading, language));
  const notes = reading.warnings.map((warning) => `! ${warningWords[warning][language]}`);
  return `${[title, ...blocks, ...notes].join('\n')}\n`;
}

function cycleBlock(cycle: Cycle, index: number, reading: SeasonReading, language: Language): string {
  const { kind, start, end, transitions, low, high, lowAfter, harvest, confidence, provisional } = cycle;
  const sure = `${confidenceWords[confidence][language]}${provisional ? `, ${words.provisional[language]}` : ''}`;
  const head = `${plotWords.cycle[language]} ${index + 1}: ${start} → ${end ?? '…'}  ${kindWords[kind][language]} (${sure})`;
  const rate = reading.growthRates.find((one) => one.cycle === index);
  const lines = [
    `  ${words.level[language]}: ${figure(low)} → ${figure(high)}${lowAfter === null ? '' : ` → ${figure(lowAfter)}`}`,
    ...transitionLines(words.rising[language], transitions.rising),
    ...transitionLines(words.falling[language], transitions.falling),
    ...(harvest ? [`  ${plotWords.harvest[language]}: ${interval(harvest)}`] : []),
    ...(rate ? [`  ${words.growth[language]}: ${rate.day}, ${figure(rate.maxPerDay)} ${words.perDay[language]}`] : []),
  ];
  return [head, ...lines].join('\n');
}

function transitionLines(side: string, { p10, p25, p50 }: Transitions): string[] {
  const named = [
    ['10 %', p10],
    ['25 %', p25],
    ['50 %', p50],
  ] as const;
  const known = named.flatMap(([share, date]) => (date ? [`${share} ${interval(date)}`] : []));
  return known.length > 0 ? [`  ${side}: ${known.join(' · ')}`] : [];
}

function interval({ day, low, high }: DatedInterval): string {
  return low === high ? day : `${day} (${low.slice(5)}…${high.slice(5)})`;
}

function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** The curve as a table by comma: day, measured value (empty where there is none), curve with its band, why a value was left out. */
export function curveTable(
  days: readonly { readonly day: LocalDay; readonly value: number; readonly count: number }[],
  { curve, outliers }: SeasonReading,
): string {
  const values = new Map(days.map((one) => [one.day, one]));
  const reasons = new Map(outliers.map(({ day, reason }) => [day, reason]));
  const rows = curve.map(({ day, value, low, high }) => {
    const measured = values.get(day);
    const numbers = [value, low, high].map((number) => Number(number.toPrecision(6)));
    return [day, measured?.value ?? '', measured?.count ?? 0, ...numbers, reasons.get(day) ?? ''].join(',');
  });
  return `${['day,value,count,curve,low,high,leftOut', ...rows].join('\n')}\n`;
}
