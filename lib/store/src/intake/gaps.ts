import type { Kysely } from 'kysely';
import type { IntakeTables } from './tables.ts';

/** A stretch of sequence numbers, both inclusive. */
export interface SeqSpan {
  readonly from: number;
  readonly to: number;
}

/** What a run of a device has made and the server has not got: still on its way, or lost there. */
export interface SeqGap extends SeqSpan {
  readonly what: 'frames' | 'readings';
  readonly boot: string;
}

/** Devices number the frames and the readings of a run from here. */
const firstSeq = 1;

/** The spans below the highest of `stored` (sorted by `from`) that it leaves open, from 1 on. */
export function seqGaps(stored: readonly SeqSpan[]): SeqSpan[] {
  const gaps: SeqSpan[] = [];
  let next = firstSeq;
  for (const { from, to } of stored) {
    if (from > next) gaps.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return gaps;
}

/** All gaps of a device. Imports have none: their numbers are times. Thinned frames are no gap: the server knows of them. */
export async function gapsOf(db: Kysely<IntakeTables>, device: string): Promise<SeqGap[]> {
  const frames = await db
    .selectFrom('frames')
    .select(['boot', 'seq as from', 'seq as to'])
    .where('device', '=', device)
    .unionAll(db.selectFrom('thinned').select(['boot', 'seq as from', 'seq as to']).where('device', '=', device))
    .orderBy('boot')
    .orderBy('from')
    .execute();
  const readings = await db
    .selectFrom('readingBatches')
    .select(['boot', 'fromSeq as from', 'toSeq as to'])
    .where('device', '=', device)
    .orderBy('boot')
    .orderBy('fromSeq')
    .execute();
  return [...gapsByBoot('frames', frames), ...gapsByBoot('readings', readings)];
}

function gapsByBoot(what: SeqGap['what'], rows: readonly (SeqSpan & { boot: string })[]): SeqGap[] {
  const runs = Map.groupBy(rows, ({ boot }) => boot);
  runs.delete('import');
  return [...runs].flatMap(([boot, stored]) => seqGaps(stored).map((gap) => ({ what, boot, ...gap })));
}
