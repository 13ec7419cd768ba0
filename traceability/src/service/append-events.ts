import type { JsonObject } from '../epcis/validate/checks.ts';
import type { Lots } from '../lots/records/open-lots.ts';
import type { EventLog } from './event-log.ts';

const batch = 200;

/** Hands every event that the log has not confirmed to it, in order; true where there were any. Rejects as the log does. */
export async function appendEvents({ db, reader }: Lots, log: EventLog, signal: AbortSignal): Promise<boolean> {
  for (let found = false; ; found = true) {
    const waiting = db.selectFrom('events').selectAll().where('loggedAt', 'is', null).orderBy('seq').limit(batch);
    const rows = await waiting.execute();
    if (rows.length === 0 || signal.aborted) return found;
    for (const { seq, lot, eventId, event } of rows) {
      if (signal.aborted) return true;
      // What was erased before it came into the log never comes into it.
      if (event !== null) {
        const tag = (await reader.lot(lot))?.tag ?? '';
        const parents = await Promise.all(
          (await reader.parents(lot)).map(async (id) => (await reader.lot(id))?.tag ?? ''),
        );
        await log.append({ seq, lot, lotTag: tag, parents, eventId, event: JSON.parse(event) as JsonObject });
      }
      await db.updateTable('events').set({ loggedAt: Date.now() }).where('seq', '=', seq).execute();
    }
  }
}
