import type { LogRecords, NewRow } from '../record/log-records.ts';
import type { Call } from './call-queue.ts';
import type { LogHead } from './log-head.ts';
import type { PlacedEntry } from './open-log.ts';
import { placeKey, type NewEntry, type Placer } from './place-entries.ts';

type AppendCall = Call<NewEntry, PlacedEntry[]>;

/** Writes the entries of calls: rows with salts and events first, durably, then {@link LogHead.advance}. Answers each call. */
export async function writeBatch(
  calls: readonly AppendCall[],
  { records, placer, head }: { readonly records: LogRecords; readonly placer: Placer; readonly head: LogHead },
): Promise<void> {
  const rows: NewRow[] = [];
  const good: AppendCall[] = [];
  try {
    for (const call of calls) {
      try {
        rows.push(...(await placer.place(call.entries)));
        good.push(call);
      } catch (error) {
        call.reject(error);
      }
    }
    await records.addRows(rows);
  } finally {
    placer.forget();
  }
  const places = await head.advance();
  for (const { entries, resolve } of good) {
    const placed = entries.map(async ({ lotTag, seq }): Promise<PlacedEntry> => {
      const { entry, leafHash, leafIndex } = (await records.row(lotTag, seq))!;
      return { lotTag, seq, entry, leafHash, index: leafIndex ?? places.get(placeKey(lotTag, seq))! };
    });
    resolve(await Promise.all(placed));
  }
}
