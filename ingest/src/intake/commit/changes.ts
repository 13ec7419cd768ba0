import type { ChangeRow } from '@fieldlapse/store';
import type { Trx } from './group-commit.ts';

export type Change = Omit<ChangeRow, 'acceptedSeq'>;

// SQLite binds at most 32,766 values in a statement.
const rowsPerInsert = 1000;

/** Appends to the change feed; returns the last `acceptedSeq`, 0 where there was nothing to append. */
export async function addChanges(trx: Trx, changes: readonly Change[]): Promise<number> {
  let last = 0;
  for (let at = 0; at < changes.length; at += rowsPerInsert) {
    const rows = changes.slice(at, at + rowsPerInsert);
    const added = await trx.insertInto('changes').values(rows).returning('acceptedSeq').execute();
    for (const { acceptedSeq } of added) last = Math.max(last, acceptedSeq);
  }
  return last;
}
