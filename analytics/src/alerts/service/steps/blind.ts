import { standingAlert, type LiveHistory } from '../history/live-history.ts';
import type { Service, State } from '../state/state.ts';

/** An alert whose inputs have been silent for so many times what a value is known for is blind. */
const blindFactor = 2;

/**
 * Marks alerts that stand while nobody has measured for long whether they still hold: they neither clear nor can be believed to stand. Alerts that
 * tell of silence itself are never blind.
 */
export async function markBlind({ db, clock }: Service, state: State): Promise<void> {
  const now = clock.now();
  for (const { history } of state.running.values()) {
    const alert = standingAlert(history);
    const blindSince = alert === undefined || history.silence ? null : silentSince(history, now);
    if (blindSince === history.blindSince) continue;
    if (alert !== undefined) await db.updateTable('alerts').set({ blindSince }).where('alert', '=', alert).execute();
    history.blindSince = blindSince;
  }
}

function silentSince({ series, inForce }: LiveHistory, now: number): number | null {
  let newest = -Infinity;
  for (const { buffer } of series) {
    const last = buffer.indexAt(now);
    if (last >= 0) newest = Math.max(newest, buffer.timeAt(last));
  }
  const silent = newest > -Infinity && now - newest > blindFactor * inForce.rule.staleAfter;
  return silent ? newest : null;
}
