import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildQueue, type BuildQueue } from '../../../src/timelapse/segments/build-queue.ts';
import { openTimelapseRecords, segmentLedger, type SegmentLedger } from '../../../src/timelapse/segments/ledger.ts';
import { openFarm, type Farm } from '../farm.ts';

let farm: Farm;
let ledger: SegmentLedger;
let close: () => Promise<void>;
const camera = { site: 'demo', camera: 'field', film: 'full' } as const;
const hourMs = 3_600_000;

beforeEach(async () => {
  farm = await openFarm();
  const db = await openTimelapseRecords(farm.stores.records);
  close = () => db.destroy();
  ledger = segmentLedger(db);
  const days = ['2026-03-01', '2026-03-03', '2026-03-02'].map((day) => ({ ...camera, day }));
  await ledger.noteChanges(days, 7);
});
afterEach(async () => {
  await close();
  await farm.close();
});

async function taken(queue: BuildQueue): Promise<string | number | null> {
  const next = await queue.take();
  return next && ('dirty' in next ? next.dirty.day : next.waitMs);
}
const dirty = (day: string) => ({ ...camera, day, acceptedSeq: 7, follows: 0 as const });

it('gives the newest dirty day first, and none to two builders', async () => {
  const queue = buildQueue(ledger, 0);
  expect([await taken(queue), await taken(queue), await taken(queue)]).toEqual([
    '2026-03-03',
    '2026-03-02',
    '2026-03-01',
  ]);
  expect(await taken(queue)).toBe(null);
});

it('lets a day that failed wait, longer each time, while the others go on', async () => {
  const queue = buildQueue(ledger, 0);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) waits.push(queue.failed(dirty('2026-03-03')).waitMs);
  expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
  expect(waits.at(-1)).toBe(300_000);
  expect(await taken(queue)).toBe('2026-03-02');
});

it('lets a day that was just encoded rest before it is encoded again', async () => {
  const queue = buildQueue(ledger, hourMs);
  queue.done(dirty('2026-03-03'), 10);
  for (const day of ['2026-03-02', '2026-03-01']) expect(await taken(queue)).toBe(day);
  expect(await taken(queue)).toBeGreaterThan(hourMs / 2);
});

it('rests longer after a longer encoding, so that a growing day cannot take the whole machine', async () => {
  const queue = buildQueue(ledger, 0);
  for (const day of ['2026-03-03', '2026-03-02', '2026-03-01']) queue.done(dirty(day), hourMs);
  expect(await taken(queue)).toBeGreaterThan(4 * hourMs);
});
