import { severities, type SiteConfig } from '@fieldlapse/contracts';
import type { StandingAlert, StoredAlert } from '@fieldlapse/store';
import type { AlertAnswer, OneAlertAnswer } from '../routes/alerts/answers.ts';
import { careOf } from './care.ts';
import type { AlertDesk } from './desk.ts';

interface Telling {
  readonly desk: AlertDesk;
  readonly language: 'vi' | 'en';
  /** Server time, UTC ms. */
  readonly now: number;
}

/** An alert as people read it. */
export async function describeAlert(stored: StandingAlert, { desk, language, now }: Telling): Promise<AlertAnswer> {
  const { alert, rule, kind, severity, worst, state, raisedAt, clearedAt, value, unit, blindSince, unverified } =
    stored;
  const care = state === 'standing' ? careOf(await desk.decisions.of(alert), severity, now) : careOf([], severity, now);
  return {
    ...{ alert, rule, kind, severity, worst, state, raisedAt, clearedAt, value, unit, blindSince, unverified, ...care },
    ...{ site: stored.target.site, target: stored.target, texts: desk.texts(stored, language, now) },
  };
}

/** With the history of it: what was said of it and by whom. */
export async function describeHistory(
  stored: StoredAlert,
  telling: Telling,
): Promise<Omit<OneAlertAnswer, 'evidence' | 'now'>> {
  const decisions = await telling.desk.decisions.of(stored.alert);
  return {
    ...(await describeAlert(stored, telling)),
    source: stored.rules.source[telling.language],
    changes: stored.changes.map(({ change, transition, recordedAt }) => {
      const { severity, at, value } = transition;
      return { change, severity, at, value, recordedAt };
    }),
    decisions: decisions.map(({ id, kind, by, note, at, until }) => ({ id, kind, by, note, at, until })),
  };
}

/** The worst first, of equally bad ones the newest. */
export function byUrgency(a: StandingAlert, b: StandingAlert): number {
  return severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.raisedAt - a.raisedAt;
}

/** The site of an alert as it is configured; undefined where it is not any more. */
export function siteOfAlert({ target }: StandingAlert, sites: readonly SiteConfig[]): SiteConfig | undefined {
  return sites.find(({ id }) => id === target.site);
}
