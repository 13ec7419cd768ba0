import type { AlertChange } from '@fieldlapse/contracts';
import { retireAlerts } from '../records/retire.ts';
import { namesOf, rulesInForce } from '../rules/in-force.ts';
import { putRules } from '../rules/table.ts';
import type { Service, State } from '../state/state.ts';

/** Looks whether rules or farms are others than before. Gives what is told of rules that were taken out of force. */
export async function refreshRules(
  service: Service,
  state: State,
  onFaults: (lines: readonly string[]) => void,
): Promise<AlertChange[]> {
  const { config, sites, book, clock, db } = service;
  const farms = sites();
  if (farms !== state.seenSites) state.unplanned = true;
  state.seenSites = farms;
  const imported = await book.list();
  const asked = JSON.stringify([imported, namesOf(farms)]);
  if (state.rulesRead === asked) return [];
  const { rules, faults } = await rulesInForce(config.packs, imported, farms);
  onFaults(faults);
  const now = clock.now();
  state.since = await putRules(db, rules, now);
  state.rules = rules;
  state.rulesRead = asked;
  state.unplanned = true;
  return retireAlerts(db, now, Date.now());
}
