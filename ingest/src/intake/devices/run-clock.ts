import { localDayOf } from '@fieldlapse/contracts';
import { learnClock, observedTimeOf, type BootClock, type Stamp } from '@fieldlapse/store';
import { sql } from 'kysely';
import { addChanges, type Change } from '../commit/changes.ts';
import type { Trx } from '../commit/group-commit.ts';

/** One run of a device, and the time zone of its site. */
export interface Run {
  readonly site: string;
  readonly device: string;
  readonly boot: string;
  readonly timeZone: string;
}

/**
 * Learns what `stamps` say about the run's clock and returns what is now known of it. Where that moves the epoch,
 * earlier records of the run whose own clock is not believed get their new `observedAt`, with a change for the old day and the new.
 */
export async function noteStamps(trx: Trx, run: Run, stamps: readonly Stamp[], receivedAt: number): Promise<BootClock> {
  const { device, boot } = run;
  // An import is no run: its pictures come from many, and none says anything of another's clock.
  if (boot === 'import') return { epochMs: null, anchorMono: null, latestEpochMs: receivedAt };
  const before = await trx
    .selectFrom('bootClocks')
    .select(['epochMs', 'anchorMono', 'latestEpochMs'])
    .where('device', '=', device)
    .where('boot', '=', boot)
    .executeTakeFirst();
  let after: BootClock | undefined = before;
  for (const stamp of stamps) after = learnClock(after, stamp, receivedAt);
  if (!after) throw new RangeError('no stamps');
  if (!before) {
    await trx
      .insertInto('bootClocks')
      .values({ device, boot, ...after, seriesEpochMs: null })
      .execute();
    return after;
  }
  const epochMoved = after.epochMs !== before.epochMs;
  if (epochMoved || after.anchorMono !== before.anchorMono || after.latestEpochMs !== before.latestEpochMs) {
    await trx.updateTable('bootClocks').set(after).where('device', '=', device).where('boot', '=', boot).execute();
  }
  if (epochMoved) {
    const moved = [
      ...(await correctFrames(trx, 'frames', run, after)),
      ...(await correctFrames(trx, 'thinned', run, after)),
      ...(await readingsMoved(trx, run, before, after)),
    ];
    await addChanges(trx, moved);
    await correctAlerts(trx, run, after);
  }
  return after;
}

async function correctFrames(trx: Trx, table: 'frames' | 'thinned', run: Run, clock: BootClock): Promise<Change[]> {
  const rows = await trx
    .selectFrom(table)
    .select(['f', 'camera', 'mono', 'observedAt', 'timeQuality', 'receivedAt'])
    .where('device', '=', run.device)
    .where('boot', '=', run.boot)
    .where('timeQuality', '!=', sql.lit('measured'))
    .execute();
  const changes: Change[] = [];
  for (const row of rows) {
    const time = correctedTimeOf(row, clock);
    if (time.observedAt === row.observedAt && time.timeQuality === row.timeQuality) continue;
    await trx.updateTable(table).set(time).where('f', '=', row.f).execute();
    for (const day of daysOf([row.observedAt, time.observedAt], run.timeZone)) {
      changes.push({ kind: 'frame-time', site: run.site, key: row.f, camera: row.camera, day });
    }
  }
  return changes;
}

async function readingsMoved(trx: Trx, run: Run, before: BootClock, after: BootClock): Promise<Change[]> {
  const rows = await trx
    .selectFrom('readingBatches')
    .select(['id', 'unsyncedFromMono', 'unsyncedToMono', 'receivedAt'])
    .where('device', '=', run.device)
    .where('boot', '=', run.boot)
    .where('unsyncedFromMono', 'is not', null)
    .execute();
  return rows.flatMap(({ id, unsyncedFromMono, unsyncedToMono, receivedAt }) => {
    const ends = [unsyncedFromMono ?? 0, unsyncedToMono ?? 0].map((mono) => ({ mono, receivedAt }));
    const times = ends.flatMap((end) => [before, after].map((clock) => correctedTimeOf(end, clock).observedAt));
    return daysOf(times, run.timeZone).map((day): Change => ({
      kind: 'readings-time',
      site: run.site,
      key: String(id),
      camera: null,
      day,
    }));
  });
}

async function correctAlerts(trx: Trx, run: Run, clock: BootClock): Promise<void> {
  const rows = await trx
    .selectFrom('deviceAlerts')
    .select(['id', 'mono', 'receivedAt'])
    .where('device', '=', run.device)
    .where('boot', '=', run.boot)
    .where('timeQuality', '!=', sql.lit('measured'))
    .execute();
  for (const row of rows) {
    await trx
      .updateTable('deviceAlerts')
      .set(correctedTimeOf(row, clock))
      .where('device', '=', run.device)
      .where('id', '=', row.id)
      .execute();
  }
}

/** The time of a record whose own clock is not believed. */
function correctedTimeOf(record: { mono: number; receivedAt: number }, clock: BootClock) {
  return observedTimeOf({ t: 0, mono: record.mono, clk: 'none' }, record.receivedAt, clock);
}

/** The distinct local days of some times, UTC ms. */
export function daysOf(times: readonly number[], timeZone: string): string[] {
  // Mostly all lie in one day, and asking for each would take longer than storing them.
  const ends = [Math.min(...times), Math.max(...times)].map((time) => localDayOf(time, timeZone));
  if (ends[0] === ends[1]) return ends.slice(0, 1);
  return [...new Set(times.map((time) => localDayOf(time, timeZone)))];
}
