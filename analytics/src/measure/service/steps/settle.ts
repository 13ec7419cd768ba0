import { commitDays, dueDays } from '../days/commit-days.ts';
import { writeDuePoints } from '../records/due-points.ts';
import { dayRows, touchedDays } from '../days/day-rows.ts';
import type { Service } from './service.ts';

const daysAtOnce = 100;

/** Works daily values out of what was measured and brings the series store to what the records say; one call at a time. */
export function settler(service: Service): () => Promise<void> {
  // Two at a time could put an older value over a newer one.
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const settling = last.then(() => settle(service));
    last = settling.catch(() => {});
    return settling;
  };
}

async function settle(service: Service): Promise<void> {
  const { db, reader, plans, stores, signal } = service;
  for (const due of await dueDays(db, daysAtOnce)) {
    if (signal.aborted) return;
    const { timeZone } = await plans.of(due);
    await commitDays(db, due, touchedDays(due.day), await dayRows(reader, due, timeZone), timeZone);
  }
  await writeDuePoints(db, stores.series);
}
