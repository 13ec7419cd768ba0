import type { ModelRow } from '@fieldlapse/store';
import type { MeasureRecords } from './open.ts';

/** Says which models measure and which were refused, for whoever asks; models that are gone are forgotten. */
export function putModels(db: MeasureRecords, rows: readonly ModelRow[]): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await trx.deleteFrom('models').execute();
    if (rows.length > 0)
      await trx
        .insertInto('models')
        .values([...rows])
        .execute();
  });
}
