import { timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import type { StandingAlert } from '@fieldlapse/store';
import { filled } from './fill.ts';
import { localMoment } from './local-time.ts';
import { placeOf } from './place.ts';
import { messageWords, type Language } from './words.ts';

/** What people read of an alert, with everything filled in. */
export interface AlertTexts {
  /** `Khẩn cấp`, `Warning`. */
  readonly severity: string;
  readonly title: string;
  readonly what: string;
  readonly todo: string;
  readonly place: string;
  /** Title of the farm. */
  readonly site: string;
  /** `từ 14:05 hôm nay`, `from 09:00 yesterday to 10:30 yesterday`. */
  readonly when: string;
  /** That its sensors have fallen silent, and since when; null while they speak. */
  readonly blind: string | null;
}

const hourMs = 3_600_000;

/** The texts of an alert in a language; `now` is server time, UTC ms. */
export function alertTexts(
  alert: StandingAlert,
  sites: readonly SiteConfig[],
  language: Language,
  now: number,
): AlertTexts {
  const { target, texts, severity, raisedAt, clearedAt, blindSince, value, unit, level } = alert;
  const words = messageWords[language];
  const where = placeOf(target, sites);
  const hours = Math.max(0, (clearedAt ?? now) - raisedAt) / hourMs;
  const fill = (text: string) => filled(text, { value, unit, level, hours, place: where.place }, language);
  const moment = (t: number) => localMoment(t, now, timeZoneOf(sites, target.site), language);
  return {
    ...{ ...where, severity: words.severity[severity] },
    ...{ title: fill(texts[language].title), what: fill(texts[language].what), todo: fill(texts[language].todo) },
    when: clearedAt === null ? words.since(moment(raisedAt)) : words.fromTo(moment(raisedAt), moment(clearedAt)),
    blind: blindSince === null ? null : words.blind(words.since(moment(blindSince))),
  };
}
