import { addDays, localDayOf } from '@fieldlapse/contracts';
import type { SafeWindow, TideVerdict } from './tide-window.ts';

type Language = 'vi' | 'en';

const words = {
  vi: {
    locale: 'vi-VN',
    days: ['hôm nay', 'ngày mai', 'ngày kia'],
    windows: (limit: string, when: string) =>
      `Theo con nước, dự kiến nước dưới ${limit} g/L: ${when}. Vẫn phải đo lại ngay trước khi lấy nước.`,
    none: (limit: string) => `Trong 48 giờ tới chưa có con nước nào chắc chắn dưới ${limit} g/L.`,
  },
  en: {
    locale: 'en-GB',
    days: ['today', 'tomorrow', 'the day after tomorrow'],
    windows: (limit: string, when: string) =>
      `By the tide, the water should stay below ${limit} g/L: ${when}. Still measure it right before you take any.`,
    none: (limit: string) => `No tide of the next 48 hours is sure to stay below ${limit} g/L.`,
  },
} as const;

/**
 * What a farmer reads of the tide of salt, by the clock of the site: a sentence or two to stand behind what a rule says to do. Empty
 * where nothing was learned.
 */
export function tideSentence(
  tide: TideVerdict,
  limitGramPerL: number,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  if (tide.verdict === 'notLearned') return '';
  const { locale, days, windows, none } = words[language];
  const limit = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(limitGramPerL);
  if (tide.windows.length === 0) return none(limit);
  const today = localDayOf(tide.forecast[0]!.t, timeZone);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const dayWord = (t: number): string =>
    days.find((_, ahead) => addDays(today, ahead) === localDayOf(t, timeZone)) ?? '';
  const told = ({ from, to }: SafeWindow): string =>
    dayWord(from) === dayWord(to)
      ? `${clock.format(from)}–${clock.format(to)} ${dayWord(to)}`
      : `${clock.format(from)} ${dayWord(from)} – ${clock.format(to)} ${dayWord(to)}`;
  return windows(limit, tide.windows.map(told).join('; '));
}
