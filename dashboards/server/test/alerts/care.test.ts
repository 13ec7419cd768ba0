import type { AlertDecision } from '@fieldlapse/contracts';
import { expect, test } from 'vitest';
import { careOf } from '../../src/alerts/care.ts';

const said = (kind: AlertDecision['kind'], told: Partial<AlertDecision> = {}): AlertDecision => ({
  ...{ id: 'd', seq: 1, alert: 'a', kind, by: 'Tư', note: null, severity: 'warning', at: 10, until: null },
  ...told,
});

test('whoever took it on last has it, until it is worse than it was then', () => {
  const decisions = [said('acknowledged', { by: 'Ba' }), said('acknowledged')];
  expect(careOf(decisions, 'warning', 20).acknowledged).toEqual({ by: 'Tư', at: 10, note: null });
  expect(careOf(decisions, 'notice', 20).acknowledged?.by).toBe('Tư');
  expect(careOf(decisions, 'urgent', 20).acknowledged).toBeNull();
});

test('a snooze ends at its time, when it is taken back, and when it gets worse', () => {
  const snooze = said('snoozed', { until: 100 });
  expect(careOf([snooze], 'warning', 99).snoozed).toEqual({ by: 'Tư', until: 100 });
  expect(careOf([snooze], 'warning', 100).snoozed).toBeNull();
  expect(careOf([snooze, said('unsnoozed')], 'warning', 50).snoozed).toBeNull();
  expect(careOf([snooze], 'urgent', 50).snoozed).toBeNull();
});
