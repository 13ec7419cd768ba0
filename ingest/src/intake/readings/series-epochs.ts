import type { IntakeTables, ReadingBatchRow } from '@fieldlapse/store';
import type { Kysely, Selectable } from 'kysely';
import { addChanges } from '../commit/changes.ts';
import type { GroupCommit, Trx } from '../commit/group-commit.ts';

type Batch = Selectable<ReadingBatchRow>;
type RunKey = Pick<Batch, 'device' | 'boot'>;

/** By which epoch the unsynced readings of a run stand in the series store: fixed once, durably, before the first is written. */
export interface SeriesEpochs {
  /** Fixes the epochs of the runs of these batches where they are known by now. */
  learn(batches: readonly Batch[]): Promise<void>;
  /** UTC ms at which the run's `mono` was 0; undefined where its unsynced readings still wait. */
  epochOf(batch: RunKey): number | undefined;
  /** Gives one run that has waited for a sync since before `receivedBefore` its estimate, with changes for its batches; false where there is none. */
  declareUncertain(receivedBefore: number): Promise<boolean>;
}

export function seriesEpochs(db: Kysely<IntakeTables>, commits: GroupCommit): SeriesEpochs {
  let epochs = new Map<string, number>();
  const keyOf = ({ device, boot }: RunKey) => `${device}/${boot}`;

  function fix(trx: Trx, { device, boot }: RunKey, seriesEpochMs: number) {
    return trx
      .updateTable('bootClocks')
      .set({ seriesEpochMs })
      .where('device', '=', device)
      .where('boot', '=', boot)
      .where('seriesEpochMs', 'is', null)
      .execute();
  }

  return {
    async learn(batches) {
      epochs = new Map();
      const runs = new Map(batches.filter((batch) => batch.unsyncedFromMono !== null).map((b) => [keyOf(b), b]));
      for (const [key, run] of runs) {
        const clock = await db
          .selectFrom('bootClocks')
          .select(['epochMs', 'seriesEpochMs'])
          .where('device', '=', run.device)
          .where('boot', '=', run.boot)
          .executeTakeFirst();
        const epochMs = clock?.seriesEpochMs ?? clock?.epochMs ?? undefined;
        if (epochMs === undefined) continue;
        if (clock?.seriesEpochMs === null) await commits.run((trx) => fix(trx, run, epochMs));
        epochs.set(key, epochMs);
      }
    },
    epochOf: (run) => epochs.get(keyOf(run)),
    async declareUncertain(receivedBefore) {
      const run = await db
        .selectFrom('bootClocks')
        .select(['device', 'boot', 'latestEpochMs'])
        .where('epochMs', 'is', null)
        .where('seriesEpochMs', 'is', null)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('readingBatches')
              .select('id')
              .whereRef('readingBatches.device', '=', 'bootClocks.device')
              .whereRef('readingBatches.boot', '=', 'bootClocks.boot')
              .where('unsyncedFromMono', 'is not', null)
              .where('receivedAt', '<=', receivedBefore),
          ),
        )
        .limit(1)
        .executeTakeFirst();
      if (!run) return false;
      await commits.run(async (trx) => {
        await fix(trx, run, run.latestEpochMs);
        const waiting = await trx
          .selectFrom('readingBatches')
          .select(['id', 'site'])
          .where('device', '=', run.device)
          .where('boot', '=', run.boot)
          .where('unsyncedFromMono', 'is not', null)
          .execute();
        const placed = waiting.map(({ id, site }) => ({ kind: 'readings-time' as const, site, key: String(id) }));
        await addChanges(
          trx,
          placed.map((change) => ({ ...change, camera: null, day: null })),
        );
      });
      return true;
    },
  };
}
