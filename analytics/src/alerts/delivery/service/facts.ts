import { timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import type { AlertReader, StoredAlert } from '@fieldlapse/store';
import type { LineFacts } from '../message/message.ts';
import { placeOf } from '../message/place.ts';
import type { Language } from '../message/words.ts';
import type { AlertNow } from '../plan/matter.ts';
import type { PlannedLine } from '../plan/planned.ts';
import { tideSentence } from '../../tide/tide-sentence.ts';
import type { SensorTides } from '../../tide/sensor-tides.ts';

/** Where facts come from. */
export interface FactSources {
  readonly alerts: Pick<AlertReader, 'alert'>;
  readonly sites: () => readonly SiteConfig[];
  readonly tides: SensorTides;
  readonly clock: Pick<Clock, 'now'>;
}

/** The alert as planning wants it. */
export function alertNow({
  alert,
  rule,
  kind,
  target,
  state,
  severity,
  raisedAt,
  clearedAt,
  changes,
}: StoredAlert): AlertNow {
  const newest = changes.at(-1);
  const changedAt = newest && newest.change !== 'withdrawn' ? newest.transition.at : raisedAt;
  return {
    ...{ alert, rule, kind, target, state, severity, raisedAt, clearedAt, changedAt },
    seq: newest?.seq ?? 0,
  };
}

/** What is known of the alerts of these lines; lines of alerts that are not stored are left out. */
export async function factsOf(
  lines: readonly PlannedLine[],
  language: Language,
  sources: FactSources,
): Promise<LineFacts[]> {
  const facts: LineFacts[] = [];
  for (const line of lines) {
    const stored = await sources.alerts.alert(line.alert);
    if (!stored) continue;
    const { rule, target, texts, value, unit, level, blindSince, rules } = stored;
    const timeZone = timeZoneOf(sources.sites(), target.site);
    facts.push({
      ...{ line, rule, target, value, unit, level, blindSince, unverified: rules.unverified, timeZone },
      ...{ texts: texts[language], ...placeOf(target, sources.sites()) },
      tide: await tideOf(stored, { language, timeZone }, sources),
    });
  }
  return facts;
}

async function tideOf(
  alert: StoredAlert,
  about: { readonly language: Language; readonly timeZone: string },
  { tides, clock }: FactSources,
): Promise<string> {
  const known = alert.state === 'standing' ? await tides.of(alert, clock.now()) : undefined;
  return known ? tideSentence(known.verdict, known.limitGramPerL, about) : '';
}
