import { addDays, localDayOf } from '@fieldlapse/contracts';
import { messageWords, type Language } from './words.ts';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment as people say it at the site: `14:05 hôm nay`, `14:05 yesterday`, `14:05 18/11`, with the year where it is another. */
export function localMoment(t: number, now: number, timeZone: string, language: Language): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(timeZone, clock);
  }
  const time = clock.format(t);
  const [day, today] = [localDayOf(t, timeZone), localDayOf(now, timeZone)];
  const words = messageWords[language];
  if (day === today) return `${time} ${words.today}`;
  if (day === addDays(today, -1)) return `${time} ${words.yesterday}`;
  const [year = '', month, date] = day.split('-');
  const short = `${date}/${month}${today.startsWith(year) ? '' : `/${year}`}`;
  return language === 'vi' ? `${time} ngày ${short}` : `${time} on ${short}`;
}
