import { commitmentOf, parseEntry, parseJson, ProofFault, toBase64Url, type JsonObject } from '@fieldlapse/proof';
import type { LoggedEvent, LotReader } from '@fieldlapse/store';
import type { LogEntryRow } from '../record/tables.ts';
import type { LogView } from '../proof/log-view.ts';

/** Of these numbers of events those that are not what the log has committed to, or not to be found with their lot. */
export async function alteredEvents(
  lots: Pick<LotReader, 'logged'>,
  log: Pick<LogView, 'records'>,
  seqs: readonly number[],
): Promise<number[]> {
  const asLogged = new Set<number>();
  for (const event of await lots.logged(seqs)) {
    const row = event.place === null ? undefined : await log.records.row(event.tag, event.place);
    if (isAsLogged(event, row)) asLogged.add(event.seq);
  }
  return seqs.filter((seq) => !asLogged.has(seq));
}

function isAsLogged({ event, loggedAt, place }: LoggedEvent, row: LogEntryRow | undefined): boolean {
  if (event === null) return true;
  if (place === null) return loggedAt === null;
  // Of an entry that was taken over nobody here knows the salt.
  if (row?.adopted === 1 && row.salt === null) return true;
  if (!row?.salt) return false;
  try {
    const entry = parseEntry(row.entry);
    return entry.k === 'ev' && entry.c === toBase64Url(commitmentOf(parseJson(event) as JsonObject, row.salt));
  } catch (error) {
    // An event or entry that cannot be read any more was altered too.
    if (error instanceof ProofFault) return false;
    throw error;
  }
}
