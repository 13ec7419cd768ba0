import { FieldlapseError, type CameraMove, type CameraMoves } from '@fieldlapse/contracts';
import type { Clock, Running } from '@fieldlapse/runtime';
import { onceThere, type Stores } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { timelapseMigrations, type MoveRow, type TimelapseTables } from '../segments/tables.ts';
import { decisionMigrations, type DecisionTables } from './decisions.ts';
import { ghostKey } from './ghost-key.ts';

/** Opens what people see of moved cameras, and their answers. Throws `STORE_NEWER`, `RECORDS_OWNED`. */
export async function openCameraMoves({
  stores,
  clock,
}: {
  stores: Stores;
  clock: Clock;
}): Promise<CameraMoves & Running> {
  const own = await stores.records.openOwn<DecisionTables>('move-decisions', decisionMigrations);
  const timelapse = onceThere(() =>
    stores.records.openReadOnly<TimelapseTables>('timelapse', timelapseMigrations.length),
  );
  const found = async (id: string): Promise<MoveRow> => {
    const db = await timelapse.get();
    const row = await db?.selectFrom('moves').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw new FieldlapseError('MOVE_MISSING', `no move of a camera has the id ${id}`);
    return row;
  };
  const stated = async (row: MoveRow): Promise<CameraMove> => {
    const decision = await own.selectFrom('decisions').select('state').where('move', '=', row.id).executeTakeFirst();
    const { id, site, camera, f, observedAt } = row;
    const shift = JSON.parse(row.shift) as CameraMove['shift'];
    return { id, site, camera, f, observedAt, shift, state: decision?.state ?? 'open' };
  };
  return {
    async list(site, camera) {
      const db = await timelapse.get();
      const ofCamera = db?.selectFrom('moves').selectAll().where('site', '=', site).where('camera', '=', camera);
      const rows = (await ofCamera?.orderBy('observedAt', 'desc').execute()) ?? [];
      return Promise.all(rows.map(stated));
    },
    async ghost(id) {
      await found(id);
      return stores.blobs.get(ghostKey(id));
    },
    async decide(id, state) {
      const row = await found(id);
      await own
        .insertInto('decisions')
        .values({ move: id, state, decidedAt: clock.now() })
        .onConflict((on) => on.column('move').doUpdateSet({ state, decidedAt: clock.now() }))
        .execute();
      return stated(row);
    },
    async close() {
      await timelapse.close((db: Kysely<TimelapseTables>) => db.destroy());
      await own.destroy();
    },
  };
}
