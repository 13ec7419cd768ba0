import type { AlertDecision } from '@fieldlapse/contracts';
import type { Matter } from './matter.ts';

/** The matter after a person has said something of one of its alerts. */
export function decided(matter: Matter, { kind, by, severity, until }: AlertDecision): Matter {
  if (kind === 'acknowledged') return { ...matter, acknowledged: { severity, by } };
  if (kind === 'unsnoozed') return { ...matter, snoozed: null };
  return { ...matter, snoozed: { until: until ?? 0, severity } };
}
