import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTimelapseRecords, segmentLedger, type SegmentLedger } from '../../../src/timelapse/segments/ledger.ts';
import type { SegmentRow } from '../../../src/timelapse/segments/tables.ts';
import { openFarm, type Farm } from '../farm.ts';

let farm: Farm;
let ledger: SegmentLedger;
let close: () => Promise<void>;
const key = { site: 'demo', camera: 'field', film: 'full', day: '2026-03-01' } as const;

async function open(): Promise<void> {
  const db = await openTimelapseRecords(farm.stores.records);
  close = () => db.destroy();
  ledger = segmentLedger(db);
}

beforeEach(async () => {
  farm = await openFarm();
  await open();
});
afterEach(async () => {
  await close();
  await farm.close();
});

function segment(hash: string, day = '2026-03-01'): SegmentRow {
  const numbers = { fps: 24, width: 96, height: 64, fragments: 1, ticks: 3750, bytes: 1000, firstObservedAt: 0 };
  return { ...key, day, hash, init: 'init', settings: 'settings', ...numbers, frames: '[]', cards: '[]', head: null };
}

it('keeps a day dirty when a change came while it was encoded', async () => {
  await ledger.noteChanges([key], 5);
  await ledger.noteChanges([key], 6);
  await ledger.commit({ ...key, acceptedSeq: 5, follows: 0 }, segment('a'), 0);
  expect(await ledger.dirty()).toEqual([{ ...key, acceptedSeq: 6, follows: 0 }]);
  await ledger.commit({ ...key, acceptedSeq: 6, follows: 0 }, segment('b'), 0);
  expect(await ledger.dirty()).toEqual([]);
});

it('remembers the cursor and what is dirty over a restart', async () => {
  await ledger.noteChanges([key], 5);
  await close();
  await open();
  expect(await ledger.cursor()).toBe(5);
  expect(await ledger.dirty()).toHaveLength(1);
});

it('retires a replaced segment, and takes it back when it becomes the current one again', async () => {
  const build = (hash: string) => ledger.commit({ ...key, acceptedSeq: 1, follows: 0 }, segment(hash), 1000);
  await build('a');
  await build('b');
  expect((await ledger.retiredBefore(1000)).map(({ hash }) => hash)).toEqual(['a']);
  await build('a');
  expect((await ledger.retiredBefore(1000)).map(({ hash }) => hash)).toEqual(['b']);
  expect((await ledger.segment(key))?.hash).toBe('a');
});

it('makes every encoded day dirty when the film size changes, also one that is being encoded', async () => {
  await ledger.setFilmSize('demo', 'field', { width: 96, height: 64, f: 'first' });
  await ledger.commit({ ...key, acceptedSeq: 1, follows: 0 }, segment('a'), 0);
  await ledger.setFilmSize('demo', 'field', { width: 64, height: 96, f: 'earlier' });
  expect(await ledger.dirty()).toEqual([{ ...key, acceptedSeq: 0, follows: 0 }]);
  await ledger.commit({ ...key, acceptedSeq: 1, follows: 0 }, segment('b'), 0);
  expect(await ledger.dirty()).toHaveLength(1);
});

it('makes the segments dirty that look back at a changed one: a week of them, and the next one however late', async () => {
  const days = ['2026-03-01', '2026-03-05', '2026-03-08', '2026-03-09', '2026-04-30'];
  for (const day of days)
    await ledger.commit({ ...key, day, acceptedSeq: 1, follows: 0 }, segment(`of ${day}`, day), 0);
  await ledger.noteChanges([key], 5);
  expect((await ledger.dirty()).map(({ day }) => day)).toEqual(['2026-03-01', '2026-03-08', '2026-03-05']);
  await ledger.noteChanges([{ ...key, day: '2026-03-20' }], 6);
  expect((await ledger.dirty()).map(({ day }) => day)).toContain('2026-04-30');
});

it('makes a follower dirty anew that is being encoded for the first time', async () => {
  const later = { ...key, day: '2026-03-03' };
  await ledger.noteChanges([later], 5);
  await ledger.noteChanges([key], 6);
  await ledger.commit({ ...later, acceptedSeq: 5, follows: 0 }, segment('without the earlier day', later.day), 0);
  expect((await ledger.dirty()).map(({ day, acceptedSeq }) => [day, acceptedSeq])).toEqual([
    ['2026-03-03', 6],
    ['2026-03-01', 6],
  ]);
  expect(await ledger.dirty()).toMatchObject([{ follows: 0 }, { follows: 0 }]);
});
