import { randomBytes } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import { lotReader, type LotReader, type PartyRow, type RecordsStore } from '@fieldlapse/store';
import { sql } from 'kysely';
import { earlyHarvests, type EarlyHarvest } from '../rules/intervals.ts';
import { createLot, type NewLot } from './create-lot.ts';
import { openHistories } from './history.ts';
import { alone, openLotDb, type LotDb } from './open.ts';
import type { Places } from './places.ts';
import { correctFact, recordFact, type NewCorrection, type NewFact, type Outcome, type Scene } from './record-fact.ts';

/** What became of one of several facts. */
export type Recorded = Outcome | { readonly outcome: 'refused'; readonly error: FieldlapseError };

/** A fact, or how it is made once those before it are recorded. */
export type AskedFact = NewFact | ((reader: LotReader) => Promise<NewFact>);

/** The records of lots, open for writing. */
export interface Lots {
  readonly reader: LotReader;
  readonly db: LotDb;
  /** Returns its id. Throws `BAD_GS1_KEY`, `LOT_EXISTS`, `SITE_WITHOUT_GLN`. */
  create(lot: NewLot): Promise<string>;
  record(fact: NewFact): Promise<Outcome>;
  /** All or none of them: with `dryRun`, or where one is refused, nothing is written. Tells what became of each. */
  recordAll(facts: readonly AskedFact[], options?: { readonly dryRun?: boolean }): Promise<Recorded[]>;
  correct(correction: NewCorrection): Promise<Outcome>;
  /** Harvests of a lot that came before a treatment's interval was over, decided ones too. */
  earlyHarvests(lot: string): Promise<EarlyHarvest[]>;
  /** Throws `LOT_BLOCKED` where a lot may get neither label nor release. */
  requireUnblocked(lot: string): Promise<void>;
  /** Keeps who somebody is; gives a random id where there is none. */
  putParty(party: Omit<PartyRow, 'id'> & { readonly id?: string }): Promise<string>;
  /** Takes a party's name, address and phone out of the records for good. */
  eraseParty(id: string): Promise<void>;
  /** Takes what was written beside a fact out of the records for good. */
  eraseNote(fact: number): Promise<void>;
  close(): Promise<void>;
}

export interface LotsParts {
  readonly records: RecordsStore;
  readonly places: Places;
  /** UTC ms. */
  readonly now: () => number;
}

/** Opens the records of lots. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`. */
export async function openLots({ records, places, now }: LotsParts): Promise<Lots> {
  const db = await openLotDb(records);
  const sceneOf = (trx: LotDb): Scene => ({ places, now: now(), histories: openHistories(trx, places) });
  const early = async (id: string): Promise<EarlyHarvest[]> => {
    const history = await openHistories(db, places).of([id]);
    const lot = history.lots.find((one) => one.id === id);
    if (!lot) throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${id}`);
    return earlyHarvests(history, lot);
  };
  return {
    db,
    reader: lotReader(db),
    create: (lot) => alone(db, async (trx) => ({ result: await createLot(trx, lot, places, now()) })),
    record: (fact) => alone(db, async (trx) => ({ result: await recordFact(trx, fact, sceneOf(trx)) })),
    recordAll: (facts, { dryRun = false } = {}) => alone(db, (trx) => recordAll(trx, facts, sceneOf(trx), dryRun)),
    correct: (correction) => alone(db, async (trx) => ({ result: await correctFact(trx, correction, sceneOf(trx)) })),
    earlyHarvests: early,
    requireUnblocked: async (lot) => {
      const open = (await early(lot)).filter(({ resolution }) => !resolution);
      if (open.length === 0) return;
      const named = open.map(
        (one) => `${one.product} on ${one.treatedOn}, safe from ${one.safeFrom} (fact ${one.treatment})`,
      );
      throw new FieldlapseError(
        'LOT_BLOCKED',
        `lot ${lot} was harvested on ${open[0]?.harvestedOn}: ${named.join('; ')}`,
      );
    },
    async putParty({ id = `p-${randomBytes(8).toString('hex')}`, ...party }) {
      await db
        .insertInto('parties')
        .values({ id, ...party })
        .onConflict((on) => on.column('id').doUpdateSet(party))
        .execute();
      return id;
    },
    async eraseParty(id) {
      await db.deleteFrom('parties').where('id', '=', id).execute();
      await forget(db);
    },
    async eraseNote(fact) {
      await db.deleteFrom('privateNotes').where('fact', '=', fact).execute();
      await forget(db);
    },
    close: () => db.destroy(),
  };
}

/** The log of writes still has deleted rows until it is moved into the file. */
async function forget(db: LotDb): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

async function recordAll(trx: LotDb, facts: readonly AskedFact[], scene: Scene, dryRun: boolean) {
  const result: Recorded[] = [];
  const reader = lotReader(trx);
  for (const asked of facts) {
    // What one fact wrote before it was refused must not stand in the way of the next.
    await sql`savepoint fact`.execute(trx);
    try {
      const fact = typeof asked === 'function' ? await asked(reader) : asked;
      result.push(await recordFact(trx, fact, scene));
    } catch (error) {
      if (!(error instanceof FieldlapseError)) throw error;
      await sql`rollback to fact`.execute(trx);
      scene.histories.forgetLots();
      result.push({ outcome: 'refused', error });
    }
    await sql`release fact`.execute(trx);
  }
  return { result, undo: dryRun || result.some(({ outcome }) => outcome === 'refused') };
}
