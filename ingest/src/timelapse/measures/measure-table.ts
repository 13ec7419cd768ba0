import type { FrameTraits, LightMeasure } from '@fieldlapse/imaging';
import type { Kysely } from 'kysely';
import { idBatches } from '../segments/id-batches.ts';
import type { MeasureRow, TimelapseTables } from '../segments/tables.ts';

/** What a frame's own picture says, whatever came before it; undefined `light` where the picture does not decode. */
export interface PictureMeasure {
  readonly light: LightMeasure | undefined;
  readonly traits: FrameTraits | undefined;
}

/** Measures of frames, kept: a frame is decoded for them once. */
export interface MeasureTable {
  /** Those known in this version, by frame id. */
  known(frames: readonly string[], version: string): Promise<Map<string, PictureMeasure>>;
  put(rows: readonly MeasureRow[]): Promise<void>;
}

export function measureTable(db: Kysely<TimelapseTables>): MeasureTable {
  return {
    async known(frames, version) {
      const found = new Map<string, PictureMeasure>();
      for (const ids of idBatches(frames)) {
        const rows = await db
          .selectFrom('measures')
          .select(['f', 'light', 'traits'])
          .where('f', 'in', ids)
          .where('version', '=', version)
          .execute();
        for (const row of rows) found.set(row.f, measureOf(row));
      }
      return found;
    },
    put: (rows) =>
      db.transaction().execute(async (trx) => {
        for (const row of rows) {
          const update = { version: row.version, light: row.light, traits: row.traits, profile: row.profile };
          await trx
            .insertInto('measures')
            .values(row)
            .onConflict((on) => on.column('f').doUpdateSet(update))
            .execute();
        }
      }),
  };
}

function measureOf({ light, traits }: Pick<MeasureRow, 'light' | 'traits'>): PictureMeasure {
  return {
    light: light === null ? undefined : (JSON.parse(light) as LightMeasure),
    traits: traits === null ? undefined : (JSON.parse(traits) as FrameTraits),
  };
}
