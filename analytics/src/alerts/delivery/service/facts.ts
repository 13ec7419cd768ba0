import { timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import type { AlertReader, StoredAlert } from '@fieldlapse/store';
import type { LineFacts } from '../message/message.ts';
import { placeOf } from '../message/place.ts';
import type { Language } from '../message/words.ts';
import type { AlertNow } from '../plan/matter.ts';
import type { PlannedLine } from '../plan/planned.ts';

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
  alerts: Pick<AlertReader, 'alert'>,
  sites: readonly SiteConfig[],
): Promise<LineFacts[]> {
  const facts: LineFacts[] = [];
  for (const line of lines) {
    const stored = await alerts.alert(line.alert);
    if (!stored) continue;
    const { rule, target, texts, value, unit, level, blindSince, rules } = stored;
    facts.push({
      ...{ line, rule, target, value, unit, level, blindSince, unverified: rules.unverified },
      ...{ texts: texts[language], timeZone: timeZoneOf(sites, target.site), ...placeOf(target, sites) },
    });
  }
  return facts;
}
