import { maxReadingsPerBatch, type Reading, type ReadingBatch } from '@fieldlapse/contracts';
import { isMeasured, observedTimeOf, type ReadingBatchRow } from '@fieldlapse/store';
import { addChanges } from '../commit/changes.ts';
import { daysOf, noteStamps, type Run } from '../devices/run-clock.ts';
import { missingOf, type Range } from '../frames/ranges.ts';
import type { Trx } from '../commit/group-commit.ts';
import { packReadings } from './pack.ts';

/** A batch with everything that intake knows of it. */
export interface ArrivedBatch {
  readonly run: Run;
  readonly batch: ReadingBatch;
  /** The whole batch as it will be stored where none of it is known yet. */
  readonly packed: Uint8Array;
  readonly receivedAt: number;
}

/** `stored`: at least one reading was new. `count`: how many were. */
export type BatchOutcome =
  | {
      readonly outcome: 'stored';
      readonly acceptedSeq: number;
      readonly count: number;
      readonly days: readonly string[];
    }
  | { readonly outcome: 'dup' };

/**
 * Stores the readings of a batch that are not stored yet, one row per missing stretch of (device, boot, seq), with their
 * changes; a batch that was cut differently before is stored once all the same.
 */
export async function storeReadings(trx: Trx, arrived: ArrivedBatch): Promise<BatchOutcome> {
  const { run, batch, receivedAt } = arrived;
  const whole: Range = [batch.from, batch.from + batch.readings.length];
  const missing = missingOf(whole, await storedRanges(trx, run, whole));
  if (missing.length === 0) return { outcome: 'dup' };
  const clock = await noteStamps(trx, run, batch.readings, receivedAt);
  let acceptedSeq = 0;
  const touched = new Set<string>();
  for (const [from, to] of missing) {
    const readings = batch.readings.slice(from - batch.from, to - batch.from);
    const isWhole = readings.length === batch.readings.length;
    const row = { fromSeq: from, toSeq: to - 1, readings: isWhole ? arrived.packed : packReadings(readings) };
    const { site, device, boot } = run;
    const { id } = await trx
      .insertInto('readingBatches')
      .values({ site, device, boot, receivedAt, ...row, ...unsyncedSpan(readings, receivedAt) })
      .returning('id')
      .executeTakeFirstOrThrow();
    const times = readings.map((reading) => observedTimeOf(reading, receivedAt, clock).observedAt);
    const days = daysOf(times, run.timeZone);
    for (const day of days) touched.add(day);
    const changes = days.map((day) => ({ kind: 'readings' as const, site, key: String(id), camera: null, day }));
    acceptedSeq = await addChanges(trx, changes);
  }
  return { outcome: 'stored', acceptedSeq, count: missing.reduce((sum, [a, b]) => sum + b - a, 0), days: [...touched] };
}

async function storedRanges(trx: Trx, { device, boot }: Run, [from, to]: Range): Promise<Range[]> {
  // No stored stretch is longer than a batch: one that reaches into this begins at most so far before it.
  const rows = await trx
    .selectFrom('readingBatches')
    .select(['fromSeq', 'toSeq'])
    .where('device', '=', device)
    .where('boot', '=', boot)
    .where('fromSeq', '>', from - maxReadingsPerBatch)
    .where('fromSeq', '<', to)
    .orderBy('fromSeq')
    .execute();
  return rows.map(({ fromSeq, toSeq }): Range => [fromSeq, toSeq + 1]);
}

function unsyncedSpan(
  readings: readonly Reading[],
  receivedAt: number,
): Pick<ReadingBatchRow, 'unsyncedFromMono' | 'unsyncedToMono'> {
  const monos = readings.filter((reading) => !isMeasured(reading, receivedAt)).map(({ mono }) => mono);
  if (monos.length === 0) return { unsyncedFromMono: null, unsyncedToMono: null };
  return { unsyncedFromMono: Math.min(...monos), unsyncedToMono: Math.max(...monos) };
}
