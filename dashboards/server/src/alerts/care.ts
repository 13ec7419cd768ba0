import { severities, type AlertDecision, type Severity } from '@fieldlapse/contracts';

/** Who has taken an alert on, and until when nobody wants to hear of it. */
export interface Care {
  readonly acknowledged: { readonly by: string; readonly at: number; readonly note: string | null } | null;
  readonly snoozed: { readonly by: string; readonly until: number } | null;
}

/** What decisions, in order, mean for an alert that is now so bad: none of them counts for worse than it was about. */
export function careOf(decisions: readonly AlertDecision[], severity: Severity, now: number): Care {
  const holds = decisions.filter((one) => severities.indexOf(severity) <= severities.indexOf(one.severity));
  const taken = holds.findLast(({ kind }) => kind === 'acknowledged');
  const quiet = holds.findLast(({ kind }) => kind !== 'acknowledged');
  return {
    acknowledged: taken ? { by: taken.by, at: taken.at, note: taken.note } : null,
    snoozed: quiet && quiet.until !== null && quiet.until > now ? { by: quiet.by, until: quiet.until } : null,
  };
}
