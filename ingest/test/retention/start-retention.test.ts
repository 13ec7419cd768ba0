import { describe, expect, it } from 'vitest';
import { openIntakeReader, previewKey, type BlobStore, type FrameRow, type Stores } from '@fieldlapse/store';
import type { Originals } from '../../src/intake/originals.ts';
import { openArchive, camera, dayMs, firstMorning, hourMs, type Archive } from './archive.ts';

const timesOf = (day: number, perDay: number): number[] =>
  Array.from({ length: perDay }, (_, at) => firstMorning + day * dayMs + at * hourMs);

async function acceptDays(archive: Archive, days: number, perDay: number): Promise<FrameRow[]> {
  const frames: FrameRow[] = [];
  for (let day = 0; day < days; day += 1) {
    for (const time of timesOf(day, perDay)) frames.push(await archive.accept(time));
  }
  return frames;
}

const count = (fates: readonly string[], fate: string): number => fates.filter((one) => one === fate).length;
const settled = (archive: Archive, frames: readonly FrameRow[], gone: number) =>
  expect.poll(async () => count(await archive.fates(frames), 'gone'), { timeout: 20_000 }).toBe(gone);

/** Stores whose blobs do `before` ahead of a deletion. */
function watched(stores: Stores, before: (key: string) => Promise<void>): Stores {
  const blobs: BlobStore = {
    ...stores.blobs,
    async delete(key) {
      await before(key);
      await stores.blobs.delete(key);
    },
  };
  return { ...stores, blobs };
}

describe('startRetention', () => {
  it('keeps the best of each old day, what films need and what is young; the rest has its preview', async () => {
    const archive = await openArchive();
    const old = await acceptDays(archive, 2, 8);
    const young = await archive.accept(firstMorning + 90 * dayMs);
    await archive.film([...old, young]);
    const service = await archive.start();
    await settled(archive, old, 8);
    await service.close();
    // 3 of the best and the season's choice of each day stay.
    const fates = await archive.fates(old);
    expect(count(fates, 'kept')).toBe(8);
    expect([fates[0], fates[8]]).toEqual(['kept', 'kept']);
    expect(await archive.fates([young])).toEqual(['kept']);
    const reader = await openIntakeReader(archive.stores.records);
    expect(await reader.frozenDays('demo', camera, 'Asia/Ho_Chi_Minh')).toEqual(['2026-03-01', '2026-03-02']);
    await reader.close();
    const again = await archive.start({ policy: { keepOriginalsDays: 30, keepPerDay: 2 } });
    await settled(archive, old, 10);
    await again.close();
  });

  it('deletes nothing of a day whose film waits to be encoded, is lost, or has not heard of a new frame', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 4, 6);
    const [dirty, lost, late, good] = [0, 6, 12, 18].map((at) => frames.slice(at, at + 6)) as [
      FrameRow[],
      FrameRow[],
      FrameRow[],
      FrameRow[],
    ];
    await archive.film(frames);
    const key = { site: 'demo', camera, film: 'full' as const, day: '2026-03-01' };
    await archive.timelapse
      .insertInto('dirty')
      .values({ ...key, acceptedSeq: 1, follows: 0 })
      .execute();
    for await (const { key: blob } of archive.stores.blobs.list(`segments/demo/${camera}/2026-03-02`)) {
      await archive.stores.blobs.delete(blob);
    }
    const newcomer = await archive.accept(firstMorning + 2 * dayMs + hourMs / 2);
    const service = await archive.start();
    await settled(archive, good, 2);
    await service.close();
    for (const day of [dirty, lost, [...late, newcomer]])
      expect(count(await archive.fates(day), 'kept')).toBe(day.length);
  });

  it('never deletes a cited picture, also when it is cited between the plan and the deletion', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 12);
    await archive.film(frames);
    const before = [frames[5], frames[8]] as FrameRow[];
    expect(await archive.cite(before)).toEqual({ retired: [] });
    let cited: FrameRow[] | undefined;
    let told: readonly string[] = [];
    // While the first preview is written, that is after the plan, half of the day is cited by another service.
    const blobs: BlobStore = {
      ...archive.stores.blobs,
      async put(key, bytes) {
        await archive.stores.blobs.put(key, bytes);
        if (cited) return;
        cited = frames.filter((_, at) => at % 2 === 0);
        told = (await archive.cite(cited, 'lot-2')).retired;
      },
    };
    const service = await archive.start({ stores: { ...archive.stores, blobs } });
    await expect.poll(async () => count(await archive.fates(frames), 'gone'), { timeout: 20_000 }).toBeGreaterThan(0);
    await service.close();
    expect(told).toEqual([]);
    expect(new Set(await archive.fates([...before, ...(cited ?? [])]))).toEqual(new Set(['kept']));
  });

  it('keeps a picture that is cited after it was marked, though who cites is warned', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 12);
    await archive.film(frames);
    let cited: string[] = [];
    let told: readonly string[] = [];
    const originals: Originals = {
      ...archive.originals,
      async giveUp(marked, deletedAt) {
        await archive.originals.giveUp(marked, deletedAt);
        if (cited.length > 0) return;
        cited = marked.slice(0, 2);
        told = (await archive.cite(cited.map((f) => ({ f })))).retired;
      },
    };
    const service = await archive.start({ originals });
    await settled(archive, frames, 6);
    await service.close();
    expect(told).toEqual(cited);
    expect(await archive.fates(frames.filter(({ f }) => cited.includes(f)))).toEqual(['kept', 'kept']);
  });

  it('tells who cites a picture that is just being deleted that only its preview is left', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 12);
    await archive.film(frames);
    const doomed: FrameRow[] = [];
    let told: readonly string[] = [];
    const stores = watched(archive.stores, async (key) => {
      if (doomed.length > 0) return;
      doomed.push(...frames.filter(({ blobKey }) => blobKey === key));
      told = (await archive.cite(doomed)).retired;
    });
    const service = await archive.start({ stores });
    await settled(archive, frames, 8);
    await service.close();
    expect(told).toEqual(doomed.map(({ f }) => f));
    expect(await archive.fates(doomed)).toEqual(['gone']);
  });

  it('finishes what a crash left between the mark and the deletion, and gives back what was cited meanwhile', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 12);
    await archive.film(frames);
    const crash = new Error('the power went');
    const failing = watched(archive.stores, () => Promise.reject(crash));
    const first = await archive.start({ stores: failing });
    await expect.poll(async () => count(await archive.fates(frames), 'marked, picture there')).toBeGreaterThan(4);
    await first.close();
    const marked = await archive.intake.selectFrom('retiring').select('f').execute();
    const cited = frames.find(({ f }) => f === marked[0]?.f) as FrameRow;
    expect((await archive.cite([cited])).retired).toEqual([cited.f]);
    const second = await archive.start();
    await settled(archive, frames, marked.length - 1);
    await second.close();
    expect(await archive.fates([cited])).toEqual(['kept']);
    expect(count(await archive.fates(frames), 'kept')).toBe(frames.length - marked.length + 1);
  });

  it('deletes again what came back after a power cut, and forgets it once it is gone for good', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 8);
    await archive.film(frames);
    const first = await archive.start();
    await settled(archive, frames, 4);
    await first.close();
    const row = await archive.intake.selectFrom('retiring').select('f').executeTakeFirstOrThrow();
    const back = frames.find(({ f }) => f === row.f) as FrameRow;
    await archive.stores.blobs.put(back.blobKey, await archive.stores.blobs.get(previewKey(back)));
    await archive.intake.updateTable('retiring').set({ since: 0 }).execute();
    const second = await archive.start();
    await settled(archive, frames, 4);
    await expect.poll(() => archive.intake.selectFrom('retiring').selectAll().execute()).toEqual([]);
    await second.close();
  });

  it('keeps a picture that does not decode, and one that the film does not show', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 1, 8);
    const [, broken, hidden] = frames as [FrameRow, FrameRow, FrameRow];
    await archive.stores.blobs.delete(broken.blobKey);
    await archive.stores.blobs.put(broken.blobKey, Buffer.from('torn'));
    await archive.film(frames.filter((frame) => frame !== hidden));
    const service = await archive.start({ policy: { keepOriginalsDays: 30, keepPerDay: 1 } });
    await settled(archive, frames, 4);
    await service.close();
    expect(await archive.fates([broken, hidden])).toEqual(['kept', 'kept']);
  });

  it('deletes, oldest day first, only while the disk has less room than wanted', async () => {
    const archive = await openArchive();
    const frames = await acceptDays(archive, 3, 8);
    await archive.film(frames);
    let asked = 0;
    const freeBytes = async (): Promise<number> => ((asked += 1) === 1 ? 50 : 150);
    const service = await archive.start({
      policy: { keepOriginalsDays: 30, keepPerDay: 3, minFreeBytes: 100 },
      freeBytes,
    });
    await expect.poll(() => asked).toBeGreaterThan(2);
    await service.close();
    expect(count(await archive.fates(frames.slice(0, 8)), 'gone')).toBe(4);
    expect(count(await archive.fates(frames.slice(8)), 'gone')).toBe(0);
  });
});
