import { sql, type Kysely, type Selectable } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { dataVersion } from '../records/data-version.ts';
import { lotMigrations } from './migrations.ts';
import type { ChainEntryRow, CorrectionRow, FactRow, LotEventRow, LotRow, LotTables, PartyRow } from './tables.ts';

export type StoredLotEvent = Selectable<LotEventRow>;

export type StoredChainEntry = Selectable<ChainEntryRow>;

/** A fact with the lots that it belongs to, and what was said of it later. */
export interface StoredFact extends Selectable<FactRow> {
  readonly lots: readonly string[];
  readonly correction: CorrectionRow | undefined;
}

/** An event with its place in the log, as the records have it. */
export interface LoggedEvent extends Pick<StoredLotEvent, 'seq' | 'event' | 'loggedAt'> {
  /** Chain of its lot. */
  readonly tag: string;
  /** Null where it has none yet, or the log has not confirmed it. */
  readonly place: number | null;
}

/** What is asked of lots; nothing here writes. */
export interface LotReader {
  lot(id: string): Promise<LotRow | undefined>;
  /** Lots of a site or of all, in the order of their names. */
  lots(site?: string): Promise<LotRow[]>;
  /** Lots with that number, of whatever trade item. */
  lotsNumbered(number: string): Promise<LotRow[]>;
  growingLot(site: string, season: string): Promise<LotRow | undefined>;
  parents(lot: string): Promise<string[]>;
  children(lot: string): Promise<string[]>;
  fact(id: number): Promise<StoredFact | undefined>;
  /** Facts of a lot, of these kinds where named, by time; equal times by number. Erased ones are left out. */
  facts(lot: string, kinds?: readonly string[]): Promise<StoredFact[]>;
  /** What was packed into a unit, corrected ones too. */
  packings(sscc: string): Promise<StoredFact[]>;
  /** Events of a lot in the order of recording, `seq > after`, at most `limit`. */
  events(lot: string, after: number, limit: number): Promise<StoredLotEvent[]>;
  /** Events of all lots in the order of recording, `seq > after`, at most `limit`. */
  eventsAfter(after: number, limit: number): Promise<StoredLotEvent[]>;
  /** Events by their numbers, in order. */
  logged(seqs: readonly number[]): Promise<LoggedEvent[]>;
  /** What the chain of a lot holds or waits for, in order; entries without a place at the end. */
  chain(lot: string): Promise<StoredChainEntry[]>;
  chainEntry(id: number): Promise<StoredChainEntry | undefined>;
  /** The event of that id and what declared it wrong, once each, in order. */
  eventsOfId(eventId: string): Promise<StoredLotEvent[]>;
  /** The newest fact of a source. */
  factOfSource(source: string): Promise<StoredFact | undefined>;
  /** A private row. */
  party(id: string): Promise<PartyRow | undefined>;
  close(): Promise<void>;
}

/** Opens the lots for reading; `version` is {@link dataVersion}. Throws `RECORDS_MISSING` before anybody has recorded, and `STORE_NEWER`. */
export async function openLotReader(records: RecordsStore): Promise<LotReader & { version(): Promise<number> }> {
  const db = await records.openReadOnly<LotTables>('lots', lotMigrations.length);
  return { ...lotReader(db), version: () => dataVersion(db) };
}

// SQLite binds at most 32,766 values in a statement.
const factsPerQuestion = 1000;

/** {@link LotReader} over the open database, or a transaction of it. */
export function lotReader(db: Kysely<LotTables>): LotReader {
  const lotsOf = async (facts: readonly number[]): Promise<Map<number, string[]>> => {
    const rows =
      facts.length === 0 ? [] : await db.selectFrom('factLots').selectAll().where('fact', 'in', facts).execute();
    const grouped = Map.groupBy(rows, ({ fact }) => fact);
    return new Map([...grouped].map(([fact, all]) => [fact, all.map(({ lot }) => lot).sort()]));
  };
  const whole = async (rows: readonly Selectable<FactRow>[]): Promise<StoredFact[]> => {
    const facts: StoredFact[] = [];
    for (let from = 0; from < rows.length; from += factsPerQuestion) {
      const part = rows.slice(from, from + factsPerQuestion);
      const ids = part.map(({ id }) => id);
      const lots = await lotsOf(ids);
      const corrections = await db.selectFrom('corrections').selectAll().where('fact', 'in', ids).execute();
      for (const row of part) {
        facts.push({
          ...row,
          lots: lots.get(row.id) ?? [],
          correction: corrections.find(({ fact }) => fact === row.id),
        });
      }
    }
    return facts;
  };
  const maybe = async (row: Selectable<FactRow> | undefined) => (row ? (await whole([row]))[0] : undefined);
  const events = (after: number, limit: number) =>
    db.selectFrom('events').selectAll().where('seq', '>', after).orderBy('seq').limit(limit);
  return {
    lot: (id) => db.selectFrom('lots').selectAll().where('id', '=', id).executeTakeFirst(),
    lots: (site) => {
      const lots = db.selectFrom('lots').selectAll().orderBy('id');
      return (site === undefined ? lots : lots.where('site', '=', site)).execute();
    },
    lotsNumbered: (number) =>
      db
        .selectFrom('lots')
        .selectAll()
        .where('id', 'like', `%/${number.replace(/[%_]/g, '')}`)
        .execute(),
    growingLot: (site, season) =>
      db
        .selectFrom('lots')
        .selectAll()
        .where('kind', '=', 'growing')
        .where('site', '=', site)
        .where('season', '=', season)
        .executeTakeFirst(),
    parents: async (lot) =>
      (await db.selectFrom('lotParents').select('parent').where('lot', '=', lot).orderBy('parent').execute()).map(
        ({ parent }) => parent,
      ),
    children: async (lot) =>
      (await db.selectFrom('lotParents').select('lot').where('parent', '=', lot).orderBy('lot').execute()).map(
        (row) => row.lot,
      ),
    fact: async (id) => maybe(await db.selectFrom('facts').selectAll().where('id', '=', id).executeTakeFirst()),
    facts: async (lot, kinds) => {
      const rows = db
        .selectFrom('factLots')
        .innerJoin('facts', 'facts.id', 'factLots.fact')
        .selectAll('facts')
        .where('lot', '=', lot);
      const found = await (kinds ? rows.where('kind', 'in', kinds) : rows.where('kind', '!=', 'erased')).execute();
      return whole(found.toSorted((a, b) => a.at - b.at || a.id - b.id));
    },
    packings: async (sscc) => {
      const packed = db.selectFrom('facts').selectAll().where('kind', '=', 'packing');
      return whole(
        await packed
          .where(sql`json_extract(body, '$.sscc')`, '=', sscc)
          .orderBy('id')
          .execute(),
      );
    },
    events: (lot, after, limit) => events(after, limit).where('lot', '=', lot).execute(),
    eventsAfter: (after, limit) => events(after, limit).execute(),
    logged: (seqs) =>
      db
        .selectFrom('events')
        .innerJoin('lots', 'lots.id', 'events.lot')
        .leftJoin('chainEntries', (join) =>
          // Literals: SQLite finds a partial index by no others.
          join
            .onRef('chainEntries.event', '=', 'events.seq')
            .on('chainEntries.kind', '=', sql.lit('event'))
            .on('chainEntries.head', 'is not', null),
        )
        .select(['events.seq', 'events.event', 'events.loggedAt', 'lots.tag', 'chainEntries.place'])
        .where('events.seq', 'in', seqs)
        .orderBy('events.seq')
        .execute(),
    chain: (lot) =>
      db
        .selectFrom('chainEntries')
        .selectAll()
        .where('lot', '=', lot)
        .orderBy(sql`place is null`)
        .orderBy('place')
        .orderBy('id')
        .execute(),
    chainEntry: (id) => db.selectFrom('chainEntries').selectAll().where('id', '=', id).executeTakeFirst(),
    eventsOfId: async (eventId) => {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('eventId', '=', eventId)
        .where('event', 'is not', null)
        .orderBy('seq')
        .execute();
      return [...new Map(rows.map((row) => [row.kind, row])).values()];
    },
    factOfSource: async (source) =>
      maybe(
        await db
          .selectFrom('facts')
          .selectAll()
          .where('source', '=', source)
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ),
    party: (id) => db.selectFrom('parties').selectAll().where('id', '=', id).executeTakeFirst(),
    close: () => db.destroy(),
  };
}
