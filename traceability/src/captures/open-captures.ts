import { randomUUID } from 'node:crypto';
import { FieldlapseError, type CaptureProblem, type EpcisCaptures } from '@fieldlapse/contracts';
import { captureMigrations, onceThere, openLotReader, type CaptureTables, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { TraceabilityConfig } from '../config.ts';
import { parseEpcis } from '../epcis/parse-epcis.ts';
import { holderOf } from '../tokens.ts';
import { jobOf, keepJob } from './jobs.ts';
import { invalid, readDocument } from './read-document.ts';
import { readEvent, type GoodEvent, type ReadEvent } from './read-event.ts';
import { openShares, type Shares } from './shares.ts';

export interface EpcisCapturesParts {
  readonly records: RecordsStore;
  readonly partners: TraceabilityConfig['partners'];
  /** Most bytes that the events of one partner may take. */
  readonly limitBytes: number;
  /** UTC ms. */
  readonly now: () => number;
}

/** Told of one document. */
const mostProblems = 100;

/** Who handed an event over, with which document. */
interface Origin {
  readonly by: string;
  readonly job: string | null;
  readonly at: number;
}

/** The captures as whoever composes the services has them. */
export type OpenEpcisCaptures = EpcisCaptures & Pick<Shares, 'troubles'> & { close(): Promise<void> };

/**
 * Keeps what partners state, in records of their own: no lot, no chain and no label is made of it. Throws `STORE_NEWER`,
 * `STORE_UNWRITABLE`, `RECORDS_OWNED` where this process has it open already.
 */
export async function openEpcisCaptures(parts: EpcisCapturesParts): Promise<OpenEpcisCaptures> {
  const { records, partners, limitBytes, now } = parts;
  const db = await records.openOwn<CaptureTables>('captures', captureMigrations);
  const names = partners.map(({ name }) => name);
  const shares = await openShares(db, names, limitBytes);
  const lots = onceThere(() => openLotReader(records));
  const isOfLot = async (eventId: string) => ((await (await lots.get())?.eventsOfId(eventId)) ?? []).length > 0;
  /** Bytes that it takes; 0 where it is known. Of everything a declaration may be kept, of our events too: it is a statement like others. */
  const keep = async (trx: Kysely<CaptureTables>, good: GoodEvent, origin: Origin): Promise<number> =>
    good.isDeclaration || !(await isOfLot(good.eventId)) ? insert(trx, good, origin) : 0;
  /** All of what a partner hands over, or nothing. */
  const counted = async <T>(by: string, work: (trx: Kysely<CaptureTables>) => Promise<T>): Promise<T> =>
    db
      .transaction()
      .execute(work)
      .finally(() => shares.recount(by));

  return {
    partnerOf: (token) => holderOf(token, partners)?.name,
    troubles: shares.troubles,
    async keepEvent(bytes, by) {
      shares.requireRoom(by);
      const read = readEvent(parseEpcis(bytes, 'the body'));
      if (read.problems) throw invalid(read.problems);
      const { eventId } = read;
      return counted(by, async (trx) => {
        const taken = await keep(trx, read, { by, job: null, at: now() });
        if (taken === 0) throw new FieldlapseError('EVENT_EXISTS', `${eventId} is kept already`);
        await shares.take(trx, by, taken);
        return { eventId };
      });
    },
    async keepDocument(bytes, by, behaviour) {
      shares.requireRoom(by);
      const events = readDocument(bytes);
      const [id, createdAt] = [randomUUID(), now()];
      return counted(by, async (trx) => {
        const { captured, taken, problems } = await keepAll(events, (good) =>
          keep(trx, good, { by, job: id, at: createdAt }),
        );
        const isUndone = behaviour === 'rollback' && problems.length > 0;
        if (isUndone) await trx.deleteFrom('events').where('job', '=', id).execute();
        else await shares.take(trx, by, taken);
        const told = { captured: isUndone ? 0 : captured, problems: problems.slice(0, mostProblems) };
        const job = { id, behaviour, createdAt, finishedAt: now(), ...told };
        await keepJob(trx, job, by);
        return job;
      });
    },
    job: (id, by) => jobOf(db, id, by),
    async close() {
      await lots.close((reader) => reader.close());
      await db.destroy();
    },
  };
}

async function keepAll(events: readonly ReadEvent[], keep: (good: GoodEvent) => Promise<number>) {
  const problems: CaptureProblem[] = [];
  let [captured, taken] = [0, 0];
  for (const [index, read] of events.entries()) {
    if (read.problems) {
      problems.push(...read.problems);
      continue;
    }
    const bytes = await keep(read);
    captured += bytes > 0 ? 1 : 0;
    taken += bytes;
    if (bytes > 0) continue;
    const pointer = `/epcisBody/eventList/${index}`;
    problems.push({ code: 'EVENT_EXISTS', pointer, message: `${read.eventId} is kept already` });
  }
  return { captured, taken, problems };
}

/** Bytes that it takes; 0 where one of its id and kind is there. */
async function insert(
  trx: Kysely<CaptureTables>,
  { event, eventId, isDeclaration }: GoodEvent,
  { by, job, at }: Origin,
): Promise<number> {
  const kept = JSON.stringify({ ...event, recordTime: new Date(at).toISOString() });
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('events')
    .values({ eventId, kind: isDeclaration ? 'declaration' : 'event', by, job, event: kept })
    .onConflict((on) => on.columns(['eventId', 'kind']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? Buffer.byteLength(kept) : 0;
}
