import type { AlertTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { LiveHistory } from '../history/live-history.ts';

/** What a history has come to, to go on from after a restart or when old points come. */
export interface Checkpoint {
  readonly history: string;
  readonly t: number;
  readonly slots: Uint8Array;
}

export function checkpointOf({ key, instance: { base } }: LiveHistory): Checkpoint {
  return { history: key, t: base.t, slots: new Uint8Array(base.slots.slice().buffer) };
}

export function putCheckpoints(db: Kysely<AlertTables>, checkpoints: readonly Checkpoint[]): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const row of checkpoints) {
      await trx
        .insertInto('checkpoints')
        .values(row)
        .onConflict((on) => on.columns(['history', 't']).doUpdateSet({ slots: row.slots }))
        .execute();
    }
  });
}
