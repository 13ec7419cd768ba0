import type {
  AlertTables,
  CarrierRow,
  DeviceStateRow,
  DueDerivedRow,
  DueSensorDayRow,
  FaultRow,
  WatermarkRow,
} from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** How far inputs were read, and what is to be done about them. */
export interface InputRecords {
  readonly cursors: Partial<Record<'readings' | 'metrics', number>>;
  readonly watermarks: readonly WatermarkRow[];
  readonly carriers: readonly CarrierRow[];
  readonly faults: readonly FaultRow[];
  readonly states: readonly DeviceStateRow[];
  readonly duePoints: readonly DueDerivedRow[];
  readonly dueDays: readonly DueSensorDayRow[];
  readonly doneDays: readonly DueSensorDayRow[];
}

/** SQLite binds at most 32,766 values in a statement. */
const rowsAtOnce = 2000;

export async function putInputs(trx: Kysely<AlertTables>, step: InputRecords): Promise<void> {
  for (const name of ['readings', 'metrics'] as const) {
    const seq = step.cursors[name];
    if (seq === undefined) continue;
    const row = trx.insertInto('cursors').values({ name, seq });
    await row.onConflict((on) => on.column('name').doUpdateSet({ seq })).execute();
  }
  await each(step.watermarks, (rows) =>
    trx
      .insertInto('watermarks')
      .values(rows)
      .onConflict((on) =>
        on.columns(['site', 'device']).doUpdateSet(({ ref }) => ({
          observedAt: ref('excluded.observedAt'),
          receivedAt: ref('excluded.receivedAt'),
        })),
      )
      .execute(),
  );
  await each(step.carriers, (rows) =>
    trx
      .insertInto('carriers')
      .values(rows)
      .onConflict((on) => on.columns(['site', 'sensor']).doUpdateSet(({ ref }) => ({ device: ref('excluded.device') })))
      .execute(),
  );
  await each(step.faults, (rows) =>
    trx
      .insertInto('faults')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute(),
  );
  await each(step.states, (rows) =>
    trx
      .insertInto('states')
      .values(rows)
      .onConflict((on) => on.columns(['series', 't']).doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })))
      .execute(),
  );
  await each(step.duePoints, (rows) =>
    trx
      .insertInto('duePoints')
      .values(rows)
      .onConflict((on) => on.columns(['series', 't']).doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })))
      .execute(),
  );
  await putDays(trx, step);
}

async function putDays(trx: Kysely<AlertTables>, { doneDays, dueDays }: InputRecords): Promise<void> {
  for (const { site, sensor, day } of doneDays) {
    const done = trx.deleteFrom('dueDays').where('site', '=', site).where('sensor', '=', sensor);
    await done.where('day', '=', day).execute();
  }
  await each(dueDays, (rows) =>
    trx
      .insertInto('dueDays')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute(),
  );
}

async function each<Row>(rows: readonly Row[], put: (some: Row[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) await put(rows.slice(at, at + rowsAtOnce));
}
