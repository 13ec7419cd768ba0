import { sensorSeries } from '@fieldlapse/contracts';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import { isMeasured, type IntakeTables, type Point, type ReadingBatchRow, type SeriesStore } from '@fieldlapse/store';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { GroupCommit } from '../commit/group-commit.ts';
import { unpackReadings } from './pack.ts';
import { seriesEpochs } from './series-epochs.ts';

/** Derives the raw sensor series from stored batches. */
export interface SeriesWriter extends Running {
  /** Something was stored. */
  wake(): void;
  /** The last `acceptedSeq` whose readings stand in the series. */
  readonly cursor: number;
}

interface SeriesWriterParts {
  readonly db: Kysely<IntakeTables>;
  readonly commits: GroupCommit;
  readonly series: SeriesStore;
  readonly uncertainAfterMs: number;
  /** Server time, UTC ms. */
  readonly now: () => number;
  readonly logger: Logger;
}

type Batch = Selectable<ReadingBatchRow>;

const cursorName = 'series';
const batchesPerPage = 500;
// A pass holds the thread; acks of frames and readings wait meanwhile.
const readingsPerPass = 15_000;
/** Between two passes, real ms: what arrives meanwhile is written together. */
const passIntervalMs = 250;
/** Between two looks where nothing woke the writer, and after a failure, real ms. */
const idleIntervalMs = 5000;

/**
 * Follows the change feed from a durable cursor. A reading with a value stands in the series at its own time where its
 * clock is believed. The others of its run wait until a record of the run is synced, or for `uncertainAfterMs`: then
 * they are placed by the epoch known at that moment, and stay there. After a crash the last pass is written again, to
 * the same places. A series store that fails is tried again; intake goes on meanwhile.
 */
export async function startSeriesWriter(parts: SeriesWriterParts): Promise<SeriesWriter> {
  const { db, commits, series, logger } = parts;
  const row = await db.selectFrom('cursors').select('acceptedSeq').where('name', '=', cursorName).executeTakeFirst();
  let cursor = row?.acceptedSeq ?? 0;
  let woken = true;
  let rest = new AbortController();
  let stopped = false;
  const epochs = seriesEpochs(db, commits);

  /** Writes one page of changes; returns how long the next pass may wait where nothing wakes it, ms. */
  async function pass(): Promise<number> {
    await epochs.declareUncertain(parts.now() - parts.uncertainAfterMs);
    const page = await readPage(db, cursor);
    if (page.upTo === cursor) return woken ? passIntervalMs : idleIntervalMs;
    await epochs.learn(page.batches);
    const points = page.batches.flatMap((batch) => pointsOf(batch, epochs.epochOf(batch)));
    if (points.length > 0) await series.append(points);
    await commits.run((trx) =>
      trx
        .insertInto('cursors')
        .values({ name: cursorName, acceptedSeq: page.upTo })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ acceptedSeq: page.upTo }))
        .execute(),
    );
    cursor = page.upTo;
    return page.isLast ? passIntervalMs : 0;
  }

  const finished = (async () => {
    while (!stopped) {
      woken = false;
      const waitMs = await pass().catch((error: unknown) => {
        logger.error({ error }, 'series are behind; they are written again later');
        return idleIntervalMs;
      });
      await sleep(waitMs, rest.signal).catch(() => {});
      rest = new AbortController();
    }
  })();

  return {
    wake() {
      // A pass that is due soon takes it along; only a long rest is cut short.
      if (!woken) setTimeout(() => rest.abort(), passIntervalMs).unref();
      woken = true;
    },
    get cursor() {
      return cursor;
    },
    async close() {
      stopped = true;
      rest.abort();
      await finished;
      await pass().catch((error: unknown) => logger.warn({ error }, 'series are behind; the next start writes them'));
    },
  };
}

interface Page {
  readonly batches: readonly Batch[];
  /** The `acceptedSeq` up to which the page reaches. */
  readonly upTo: number;
  /** False where more changes wait behind it. */
  readonly isLast: boolean;
}

async function readPage(db: Kysely<IntakeTables>, after: number): Promise<Page> {
  const last = await db
    .selectFrom('changes')
    .select((changes) => changes.fn.max('acceptedSeq').as('seq'))
    .executeTakeFirst();
  const newest = last?.seq ?? after;
  const rows = await db
    .selectFrom('changes')
    .innerJoin('readingBatches', (join) => join.on('readingBatches.id', '=', sql`cast(changes.key as integer)`))
    .selectAll('readingBatches')
    .select('acceptedSeq')
    .where('acceptedSeq', '>', after)
    .where('acceptedSeq', '<=', newest)
    .where('kind', 'in', ['readings', 'readings-time'])
    .orderBy('acceptedSeq')
    .limit(batchesPerPage)
    .execute();
  let readings = 0;
  const fitting = rows.filter(({ fromSeq, toSeq }) => (readings += toSeq - fromSeq + 1) <= readingsPerPass);
  const isLast = fitting.length === rows.length && rows.length < batchesPerPage;
  const batches = [...new Map(fitting.map((row) => [row.id, row])).values()];
  return { batches, upTo: isLast ? newest : (fitting.at(-1)?.acceptedSeq ?? newest), isLast };
}

function pointsOf(batch: Batch, epochMs: number | undefined): Point[] {
  const points: Point[] = [];
  for (const reading of unpackReadings(batch.readings)) {
    if (reading.value === null) continue;
    const measured = isMeasured(reading, batch.receivedAt);
    if (!measured && epochMs === undefined) continue;
    const t = measured ? reading.t : Math.max(0, Math.round((epochMs ?? 0) + reading.mono));
    points.push({ series: sensorSeries(batch.site, reading.sensor, reading.quantity), t, value: reading.value });
  }
  return points;
}
