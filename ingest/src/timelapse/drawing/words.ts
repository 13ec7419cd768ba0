import type { FilmCard, LocalDay } from '@fieldlapse/contracts';

/** Languages of pictures: Vietnamese, English. */
export type Language = 'vi' | 'en';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A local day as people write it: 24/11/2026, 24 Nov 2026. */
export function dayText(day: LocalDay, language: Language): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return language === 'vi' ? `${date}/${month}/${year}` : `${Number(date)} ${months[Number(month) - 1]} ${year}`;
}

/** First to last day, or the day where they are one. */
export function daysText(from: LocalDay, to: LocalDay, language: Language): string {
  return from === to ? dayText(from, language) : `${dayText(from, language)} – ${dayText(to, language)}`;
}

/**
 * Day of the season counted from sowing or start, which is day 0; before it, the days that are left. Rice is sown, other
 * crops and herds start; without a subject, rice.
 */
export function seasonDayText(days: number, language: Language, subject?: string): string {
  const sown = subject === undefined || isRice(subject);
  if (language === 'vi') {
    if (days < 0) return `${-days} ngày trước ${sown ? 'khi sạ' : 'vụ'}`;
    return sown ? `Ngày ${days} sau sạ` : `Ngày ${days} của vụ`;
  }
  if (days < 0) return `${-days} ${plural(-days)} before ${sown ? 'sowing' : 'the season'}`;
  return sown ? `Day ${days} after sowing` : `Day ${days} of the season`;
}

/** True where the subject of a season is rice, as its words in either language say. */
export function isRice(subject: string): boolean {
  return /(^|[^\p{L}])(lúa|rice)($|[^\p{L}])/iu.test(subject.normalize('NFC'));
}

/** What a gap card says, and for what reason where that is known. */
export function gapText(
  { days, reason }: Pick<FilmCard, 'days' | 'reason'>,
  language: Language,
): { readonly title: string; readonly why: string | null } {
  if (reason === 'missing') {
    const title = language === 'vi' ? `${days} ngày không có ảnh` : `${days} ${plural(days)} without pictures`;
    return { title, why: null };
  }
  return language === 'vi'
    ? { title: `${days} ngày không giữ lại ảnh`, why: 'Thiết bị ngoài đồng đã bỏ bớt ảnh để đủ chỗ lưu' }
    : {
        title: `${days} ${plural(days)} of pictures not kept`,
        why: 'The device in the field dropped them to save space',
      };
}

const plural = (days: number): string => (days === 1 ? 'day' : 'days');

/** A number with at most so many decimals and the decimal sign of the language. */
export function numberText(value: number, language: Language, decimals = 1): string {
  const text = String(Number(value.toFixed(decimals)));
  return (language === 'vi' ? text.replace('.', ',') : text).replace('-', '−');
}
