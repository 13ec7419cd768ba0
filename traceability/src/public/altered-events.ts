import { commitmentOf, parseEntry, parseJson, ProofFault, toBase64Url, type JsonObject } from '@fieldlapse/proof';
import type { LoggedEvent, LotReader } from '@fieldlapse/store';
import type { LogEntryRow } from '../record/tables.ts';
import type { LogView } from '../proof/log-view.ts';

/** Numbers of the events that are not what the log has committed to. */
export async function alteredEvents(
  lots: Pick<LotReader, 'logged'>,
  log: Pick<LogView, 'records'>,
  seqs: readonly number[],
): Promise<number[]> {
  const events = await lots.logged(seqs);
  const rows = await Promise.all(events.map(({ tag, place }) => (place === null ? undefined : log.records.row(tag, place)))); // prettier-ignore
  return events.filter((event, at) => !isAsLogged(event, rows[at])).map(({ seq }) => seq);
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
