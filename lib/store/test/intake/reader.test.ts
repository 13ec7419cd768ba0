import type { Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  intakeMigrations,
  openIntakeReader,
  openSqliteRecords,
  type IntakeReader,
  type IntakeTables,
} from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';
import { frameRow, thinnedRow } from './rows.ts';

const zone = 'Asia/Ho_Chi_Minh';
const hourMs = 3_600_000;
/** Midnight of 2026-03-02 in Vietnam. */
const midnight = Date.UTC(2026, 2, 1, 17);

async function openIntake(): Promise<{ db: Kysely<IntakeTables>; reader: IntakeReader }> {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  expect(await codeOf(openIntakeReader(records))).toBe('RECORDS_MISSING');
  const db = await records.openOwn<IntakeTables>('intake', intakeMigrations);
  return { db, reader: await openIntakeReader(records) };
}

const seqs = (rows: readonly { seq: number }[]): number[] => rows.map(({ seq }) => seq);

describe('the intake reader, asked for frames', () => {
  it('gives the frames of a day in time order, whatever the order of arrival', async () => {
    const { db, reader } = await openIntake();
    const rows = [
      frameRow(3, midnight + 5),
      frameRow(1, midnight - 1),
      frameRow(4, midnight),
      frameRow(2, midnight + 24 * hourMs),
      frameRow(5, midnight + 1, { camera: 'pond' }),
      frameRow(6, midnight + 2, { timeQuality: 'uncertain' }),
    ];
    await db.insertInto('frames').values(rows).execute();
    expect(seqs(await reader.framesOfDay('farm', 'gate', midnight, midnight + 24 * hourMs))).toEqual([4, 6, 3]);
    expect(await reader.frame(rows[0]?.f ?? '')).toEqual(rows[0]);
    expect(await reader.frame('unknown')).toBeUndefined();
    expect((await reader.latestFrame('farm', 'gate'))?.seq).toBe(2);
    expect(await reader.latestFrame('farm', 'none')).toBeUndefined();
  });

  it('pages through frames from either end without losing those of one instant', async () => {
    const { db, reader } = await openIntake();
    const rows = Array.from({ length: 10 }, (_, index) => frameRow(index, midnight + Math.floor(index / 3)));
    await db.insertInto('frames').values(rows.toReversed()).execute();
    const forward: number[] = [];
    for (let offset = 0; offset < 12; offset += 4) {
      forward.push(...seqs(await reader.frames('farm', 'gate', { limit: 4, offset })));
    }
    expect(forward).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seqs(await reader.frames('farm', 'gate', { limit: 2, first: 'newest' }))).toEqual([9, 8]);
    expect(seqs(await reader.frames('farm', 'gate', { from: midnight + 1, to: midnight + 2, limit: 9 }))).toEqual([
      3, 4, 5,
    ]);
    expect(seqs(await reader.frames('farm', 'gate', { to: midnight + 3, limit: 1, first: 'newest' }))).toEqual([8]);
  });

  it('knows the days of which pictures were given up, and marks their frames', async () => {
    const { db, reader } = await openIntake();
    const gone = { originalDeletedAt: midnight + 999 * hourMs };
    const rows = [
      frameRow(1, midnight - 1),
      frameRow(2, midnight, gone),
      frameRow(3, midnight + 5, gone),
      frameRow(4, midnight + 24 * hourMs),
      frameRow(5, midnight + 49 * hourMs, gone),
      frameRow(6, midnight + 25 * hourMs, { camera: 'pond', ...gone }),
    ];
    await db.insertInto('frames').values(rows).execute();
    expect(await reader.frozenDays('farm', 'gate', zone)).toEqual(['2026-03-02', '2026-03-04']);
    expect(await reader.frozenDays('farm', 'none', zone)).toEqual([]);
    const ofDay = await reader.framesOfDay('farm', 'gate', midnight - 1, midnight + 1);
    expect(ofDay.map(({ originalDeletedAt }) => originalDeletedAt)).toEqual([null, gone.originalDeletedAt]);
  });

  it('brings a database of the first release up to date and keeps its frames', async () => {
    const folder = await testFolder();
    const old = openSqliteRecords(folder);
    const first = await old.openOwn<IntakeTables>('intake', intakeMigrations.slice(0, 1));
    const { originalDeletedAt: _, ...row } = frameRow(1, midnight);
    await first.insertInto('frames').values(row).execute();
    await old.close();
    const records = openSqliteRecords(folder);
    onTestFinished(() => records.close());
    await records.openOwn<IntakeTables>('intake', intakeMigrations);
    const reader = await openIntakeReader(records);
    expect(await reader.frame(row.f)).toEqual({ ...row, originalDeletedAt: null });
    expect(await reader.frozenDays('farm', 'gate', zone)).toEqual([]);
  });

  it('knows every camera, how many frames it has and from when to when, also after corrections and deletions', async () => {
    const { db, reader } = await openIntake();
    expect(await reader.cameras()).toEqual([]);
    await db
      .insertInto('frames')
      .values([frameRow(1, 500), frameRow(2, 300), frameRow(3, 900)])
      .execute();
    await db
      .insertInto('frames')
      .values(frameRow(4, 50, { site: 'island', camera: 'sea' }))
      .execute();
    await db
      .insertInto('frames')
      .values(frameRow(1, 7))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await db.updateTable('frames').set({ observedAt: 200 }).where('seq', '=', 3).execute();
    const gate = { site: 'farm', camera: 'gate' };
    const sea = { site: 'island', camera: 'sea', frames: 1, firstObservedAt: 50, lastObservedAt: 50 };
    expect(await reader.cameras()).toEqual([{ ...gate, frames: 3, firstObservedAt: 200, lastObservedAt: 500 }, sea]);
    await db.deleteFrom('frames').where('seq', 'in', [1, 2]).execute();
    expect(await reader.cameras()).toEqual([{ ...gate, frames: 1, firstObservedAt: 200, lastObservedAt: 200 }, sea]);
    await db.deleteFrom('frames').where('site', '=', 'farm').execute();
    expect(await reader.cameras()).toEqual([sea]);
  });

  it('knows the local days that have frames', async () => {
    const { db, reader } = await openIntake();
    const times = [midnight - 1, midnight, midnight + 23 * hourMs, midnight + 72 * hourMs];
    await db
      .insertInto('frames')
      .values(times.map((at, index) => frameRow(index, at)))
      .execute();
    expect(await reader.daysOf('farm', 'gate', zone)).toEqual([
      { day: '2026-03-01', from: midnight - 24 * hourMs, to: midnight, frames: 1 },
      { day: '2026-03-02', from: midnight, to: midnight + 24 * hourMs, frames: 2 },
      { day: '2026-03-05', from: midnight + 72 * hourMs, to: midnight + 96 * hourMs, frames: 1 },
    ]);
    expect(await reader.daysOf('farm', 'none', zone)).toEqual([]);
  });

  it('shows what the edge has thinned', async () => {
    const { db, reader } = await openIntake();
    const rows = [thinnedRow(2, midnight + 1), thinnedRow(1, midnight), thinnedRow(3, midnight + 2)];
    await db.insertInto('thinned').values(rows).execute();
    expect(await reader.thinnedBetween('farm', 'gate', midnight, midnight + 2)).toEqual([rows[1], rows[0]]);
  });
});

describe('the intake reader, asked for what came in', () => {
  it('follows the change feed by a cursor, of all or of one camera', async () => {
    const { db, reader } = await openIntake();
    expect(await reader.lastAcceptedSeq()).toBe(0);
    const change = { kind: 'frame' as const, site: 'farm', day: '2026-03-02' };
    for (const [index, camera] of ['gate', 'pond', 'gate'].entries()) {
      await db
        .insertInto('changes')
        .values({ ...change, camera, key: `k${index}` })
        .execute();
    }
    expect(await reader.lastAcceptedSeq()).toBe(3);
    expect(await reader.changesAfter(1, 10)).toEqual([
      { acceptedSeq: 2, ...change, camera: 'pond', key: 'k1' },
      { acceptedSeq: 3, ...change, camera: 'gate', key: 'k2' },
    ]);
    expect(await reader.changesAfter(0, 1)).toHaveLength(1);
    const ofGate = await reader.changesAfter(0, 10, { site: 'farm', camera: 'gate' });
    expect(ofGate.map(({ key }) => key)).toEqual(['k0', 'k2']);
  });

  it('never gives the number of a deleted change again', async () => {
    const { db, reader } = await openIntake();
    const change = { kind: 'readings' as const, site: 'farm', camera: null, day: null, key: '1' };
    await db.insertInto('changes').values(change).execute();
    await db.deleteFrom('changes').execute();
    await db.insertInto('changes').values(change).execute();
    expect((await reader.changesAfter(1, 10)).map(({ acceptedSeq }) => acceptedSeq)).toEqual([2]);
  });

  it('gives batches of readings in the order of arrival', async () => {
    const { db, reader } = await openIntake();
    const batch = {
      site: 'farm',
      device: 'node-1',
      boot: '1-00000000',
      receivedAt: 5,
      unsyncedFromMono: null,
      unsyncedToMono: null,
    };
    for (const fromSeq of [10, 1, 5]) {
      const readings = Uint8Array.of(fromSeq, 255);
      await db
        .insertInto('readingBatches')
        .values({ ...batch, fromSeq, toSeq: fromSeq + 1, readings })
        .execute();
    }
    expect((await reader.readingBatchesAfter(1, 10)).map(({ fromSeq }) => fromSeq)).toEqual([1, 5]);
    const between = await reader.readingBatchesBetween(1, 2);
    expect(between.map(({ id, readings }) => [id, ...readings])).toEqual([
      [1, 10, 255],
      [2, 1, 255],
    ]);
  });

  it('shows each node with what it last said, also where that cannot be read', async () => {
    const { db, reader } = await openIntake();
    const status = { v: 1, online: true, boot: '1-00000000', version: '0.1.0' };
    const report = { v: 1, rev: 3, applied: false, error: 'no such camera' };
    const quiet = { status: null, statusAt: null, report: null, desired: null };
    await db
      .insertInto('devices')
      .values([
        { site: 'farm', device: 'node-2', ...quiet, status: '{"broken', report: '{"v":9}' },
        {
          site: 'farm',
          device: 'node-1',
          status: JSON.stringify(status),
          statusAt: 9,
          report: JSON.stringify(report),
          desired: '{"every":"15m"}',
        },
      ])
      .execute();
    expect(await reader.devices()).toEqual([
      { site: 'farm', device: 'node-1', status, statusAt: 9, report, desired: { every: '15m' } },
      { site: 'farm', device: 'node-2', ...quiet },
    ]);
  });

  it('shows the newest refusals first', async () => {
    const { db, reader } = await openIntake();
    const refused = { site: 'farm', device: 'node-1', what: 'frame', code: 'NOT_A_JPEG', receivedAt: 1, blobKey: null };
    for (const message of ['a', 'b', 'c'])
      await db
        .insertInto('quarantine')
        .values({ ...refused, message })
        .execute();
    expect((await reader.quarantined(2)).map(({ message }) => message)).toEqual(['c', 'b']);
  });
});
