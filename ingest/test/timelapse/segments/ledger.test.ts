import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSegmentLedger, type SegmentLedger } from '../../../src/timelapse/segments/ledger.ts';
import type { SegmentRow } from '../../../src/timelapse/segments/tables.ts';
import { openFarm, type Farm } from '../farm.ts';

let farm: Farm;
let ledger: SegmentLedger;
const key = { site: 'demo', camera: 'field', day: '2026-03-01' };

beforeEach(async () => {
  farm = await openFarm();
  ledger = await openSegmentLedger(farm.stores.records);
});
afterEach(async () => {
  await ledger.close();
  await farm.close();
});

function segment(hash: string): SegmentRow {
  const numbers = { fps: 24, width: 96, height: 64, fragments: 1, ticks: 3750, bytes: 1000, firstObservedAt: 0 };
  return { ...key, hash, init: 'init', settings: 'settings', ...numbers, frames: '[]' };
}

it('keeps a day dirty when a change came while it was encoded', async () => {
  await ledger.noteChanges([key], 5);
  await ledger.noteChanges([key], 6);
  await ledger.commitDay({ ...key, acceptedSeq: 5 }, segment('a'), 0);
  expect(await ledger.dirtyDays()).toEqual([{ ...key, acceptedSeq: 6 }]);
  await ledger.commitDay({ ...key, acceptedSeq: 6 }, segment('b'), 0);
  expect(await ledger.dirtyDays()).toEqual([]);
});

it('remembers the cursor and what is dirty over a restart', async () => {
  await ledger.noteChanges([key], 5);
  await ledger.close();
  ledger = await openSegmentLedger(farm.stores.records);
  expect(await ledger.cursor()).toBe(5);
  expect(await ledger.dirtyDays()).toHaveLength(1);
});

it('retires a replaced segment, and takes it back when it becomes the current one again', async () => {
  const build = (hash: string) => ledger.commitDay({ ...key, acceptedSeq: 1 }, segment(hash), 1000);
  await build('a');
  await build('b');
  expect((await ledger.retiredBefore(1000)).map(({ hash }) => hash)).toEqual(['a']);
  await build('a');
  expect((await ledger.retiredBefore(1000)).map(({ hash }) => hash)).toEqual(['b']);
  expect((await ledger.segment(key))?.hash).toBe('a');
});

it('makes every encoded day dirty when the film size changes, also one that is being encoded', async () => {
  await ledger.setFilmSize('demo', 'field', { width: 96, height: 64, f: 'first' });
  await ledger.commitDay({ ...key, acceptedSeq: 1 }, segment('a'), 0);
  await ledger.setFilmSize('demo', 'field', { width: 64, height: 96, f: 'earlier' });
  expect(await ledger.dirtyDays()).toEqual([{ ...key, acceptedSeq: 0 }]);
  await ledger.commitDay({ ...key, acceptedSeq: 1 }, segment('b'), 0);
  expect(await ledger.dirtyDays()).toHaveLength(1);
});
