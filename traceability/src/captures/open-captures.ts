import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { FieldlapseError, type CaptureJob, type CaptureProblem, type EpcisCaptures } from '@fieldlapse/contracts';
import {
  captureMigrations,
  onceThere,
  openLotReader,
  type CaptureJobRow,
  type CaptureTables,
  type RecordsStore,
} from '@fieldlapse/store';
import type { Kysely, Selectable } from 'kysely';
import type { TraceabilityConfig } from '../config.ts';
import { parseEpcis } from '../epcis/parse-epcis.ts';
import { invalid, readDocument } from './read-document.ts';
import { readEvent, type GoodEvent } from './read-event.ts';

export interface EpcisCapturesParts {
  readonly records: RecordsStore;
  readonly partners: TraceabilityConfig['partners'];
  /** UTC ms. */
  readonly now: () => number;
}

/** Older ones are forgotten; their events stay. */
const mostJobs = 1000;
const mostProblems = 100;

/**
 * Keeps what partners state, in records of their own: no lot, no chain and no label is made of it. Throws `STORE_NEWER`,
 * `STORE_UNWRITABLE`, `RECORDS_OWNED` where this process has it open already.
 */
export async function openEpcisCaptures(parts: EpcisCapturesParts): Promise<EpcisCaptures & { close(): Promise<void> }> {
  const { records, partners, now } = parts;
  const db = await records.openOwn<CaptureTables>('captures', captureMigrations);
  const lots = onceThere(() => openLotReader(records));
  const knows = async (eventId: string) => ((await (await lots.get())?.eventsOfId(eventId)) ?? []).length > 0;

  /** Keeps an event; false where one of its id is there, as an event of a lot too. Of anything a declaration may be kept. */
  async function keep(trx: Kysely<CaptureTables>, { event, eventId, isDeclaration }: GoodEvent, by: string, job: string | null) {
    if (!isDeclaration && (await knows(eventId))) return false;
    const kept = { ...event, recordTime: new Date(now()).toISOString() };
    const row = { eventId, kind: isDeclaration ? 'declaration' : 'event', by, job, event: JSON.stringify(kept) } as const;
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('events')
      .values(row)
      .onConflict((on) => on.columns(['eventId', 'kind']).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  return {
    partnerOf(token) {
      const digest = createHash('sha256').update(token).digest();
      return partners.find(({ tokenSha256 }) => timingSafeEqual(Buffer.from(tokenSha256, 'hex'), digest))?.name;
    },
    async keepEvent(bytes, by) {
      const read = readEvent(parseEpcis(bytes, 'the body'));
      if (read.problems) throw invalid(read.problems);
      const { eventId } = read;
      if (!(await keep(db, read, by, null))) throw new FieldlapseError('EVENT_EXISTS', `${eventId} is kept already`);
      return { eventId };
    },
    async keepDocument(bytes, by, behaviour) {
      const createdAt = now();
      const events = readDocument(bytes);
      const id = randomUUID();
      return db.transaction().execute(async (trx) => {
        const problems: CaptureProblem[] = [];
        let captured = 0;
        for (const [index, read] of events.entries()) {
          if (read.problems) problems.push(...read.problems);
          else if (await keep(trx, read, by, id)) captured += 1;
          else problems.push(known(index, read.eventId));
        }
        if (behaviour === 'rollback' && problems.length > 0) {
          await trx.deleteFrom('events').where('job', '=', id).execute();
          captured = 0;
        }
        const job = { id, behaviour, createdAt, finishedAt: now(), captured, problems: problems.slice(0, mostProblems) };
        await keepJob(trx, job, by);
        return job;
      });
    },
    async job(id, by) {
      const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).where('by', '=', by).executeTakeFirst();
      return row && jobOf(row);
    },
    async close() {
      await lots.close((reader) => reader.close());
      await db.destroy();
    },
  };
}

const known = (index: number, eventId: string): CaptureProblem => ({
  code: 'EVENT_EXISTS',
  pointer: `/epcisBody/eventList/${index}`,
  message: `${eventId} is kept already`,
});

async function keepJob(trx: Kysely<CaptureTables>, job: CaptureJob, by: string): Promise<void> {
  const row = { ...job, by, problems: JSON.stringify(job.problems) };
  await trx.insertInto('jobs').values(row).execute();
  await trx
    .deleteFrom('jobs')
    .where('seq', '<=', (from) => from.selectFrom('jobs').select((is) => is(is.fn.max('seq'), '-', mostJobs).as('oldest')))
    .execute();
}

function jobOf({ id, behaviour, createdAt, finishedAt, captured, problems }: Selectable<CaptureJobRow>): CaptureJob {
  return { id, behaviour, createdAt, finishedAt, captured, problems: JSON.parse(problems) as CaptureProblem[] };
}
