import type { AlertDecisions, PushSubscriptions } from '@fieldlapse/contracts';
import type { StandingAlert } from '@fieldlapse/store';
import type { AlertWords, RulesOrder, RulesTested } from '../routes/alerts/answers.ts';

/** What the API is handed of alerts: what people said, who is told by push, the words of an alert, and trying rules. */
export interface AlertDesk {
  readonly decisions: AlertDecisions;
  readonly push: PushSubscriptions;
  /** Contacts that may be told by push. */
  readonly contacts: readonly { readonly id: string; readonly name: string }[];
  /** The texts of an alert with everything filled in; `now` is server time, UTC ms. */
  texts(alert: StandingAlert, language: 'vi' | 'en', now: number): AlertWords;
  /** Replays the stored history of a site through rules. Throws `BAD_RULES_TEST`. */
  testRules(order: RulesOrder, signal: AbortSignal): Promise<RulesTested>;
}
