import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picture } from '../pictures.ts';
import { cleanup, temporaryFolder } from '../testbed.ts';
import { frameAt, openTestSpool, readingAt } from './testbed.ts';

const mebibyte = 2 ** 20;

/** A small card of its own, or undefined where we may not mount one. */
async function smallCard(megabytes: number): Promise<string | undefined> {
  const folder = join(await temporaryFolder(), 'card');
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    console.warn('skipped: mounting a small tmpfs needs root');
    return undefined;
  }
  cleanup(() => execFileSync('umount', [folder]));
  return folder;
}

describe('the spool', () => {
  it('finds every frame again after a restart, newest first', async () => {
    const folder = await temporaryFolder();
    const first = await openTestSpool(folder);
    const entries = [];
    for (const minute of [5, 1, 3]) entries.push(await first.put(frameAt(minute)));
    await first.close();
    const second = await openTestSpool(folder);
    expect([...second.frames.newestFirst()].map(({ t }) => t)).toEqual(entries.map(({ t }) => t).sort((a, b) => b - a));
    expect(second.frames.bytes).toBe(first.frames.bytes);
    await second.close();
  });

  it('starts a new run with each process and numbers its frames from 1', async () => {
    const folder = await temporaryFolder();
    const metas = [];
    for (let run = 0; run < 2; run += 1) {
      const spool = await openTestSpool(folder);
      metas.push(await spool.frames.head((await spool.put(frameAt(run))).f));
      await spool.close();
    }
    expect(metas.map(({ seq }) => seq)).toEqual([1, 1]);
    expect(metas[0]?.boot).toMatch(/^1-[0-9a-f]{8}$/);
    expect(metas[1]?.boot).toMatch(/^2-[0-9a-f]{8}$/);
  });

  it('records an imported picture once, however often it comes', async () => {
    const spool = await openTestSpool(await temporaryFolder());
    const frame = frameAt(0, { imported: true });
    const [first, second] = [await spool.put(frame), await spool.put(frame)];
    expect(second.f).toBe(first.f);
    expect(spool.frames.count).toBe(1);
    await spool.close();
  });

  it('thins to three quarters when the card is nearly full, and keeps the gaps until the server knows them', async () => {
    const folder = await temporaryFolder();
    const options = { capacityBytes: 4 * mebibyte };
    const spool = await openTestSpool(folder, options);
    for (let minute = 0; minute < 120; minute += 1) await spool.put(frameAt(minute, { jpeg: picture(40_000) }));
    const { thinned, frames, error } = spool.state();
    expect(thinned).toBeGreaterThan(10);
    expect(frames + thinned).toBe(120);
    expect(error).toBeUndefined();
    await spool.close();
    const again = await openTestSpool(folder, options);
    const gaps = [...again.thinned.unacknowledged()];
    expect(gaps).toHaveLength(thinned);
    expect(gaps[0]?.thinned).toMatchObject({ reason: 'card-full' });
    for (const { f } of gaps) await again.thinned.acknowledge(f);
    expect(await readdir(join(folder, 'thinned'))).toEqual([]);
    await again.close();
  });

  it('finishes a thinning that a power cut interrupted', async () => {
    const folder = await temporaryFolder();
    const first = await openTestSpool(folder);
    const entries = [];
    for (const minute of [0, 1, 2]) entries.push(await first.put(frameAt(minute)));
    const { f } = entries[1]!;
    const meta = await first.frames.head(f);
    await first.thinned.add([{ ...meta, thinned: { at: meta.t, reason: 'card-full' } }]);
    const second = await openTestSpool(folder);
    expect(second.frames.get(f)).toBeUndefined();
    expect(second.frames.count).toBe(2);
    expect(second.thinned.has(f)).toBe(true);
    await second.close();
  });

  it('refuses a frame where nothing may be thinned, says so, and still takes readings', async () => {
    const spool = await openTestSpool(await temporaryFolder(), { capacityBytes: mebibyte });
    const put = (minute: number) => spool.put(frameAt(minute, { jpeg: picture(100_000), alert: 'tamper' }));
    const fill = async () => {
      for (let minute = 0; minute < 20; minute += 1) await put(minute);
    };
    await expect(fill()).rejects.toMatchObject({ code: 'SPOOL_FULL' });
    expect(spool.state().error).toContain('SPOOL_FULL');
    await spool.append([readingAt(1)]);
    expect(spool.readings.count).toBe(1);
    await spool.close();
  });

  it('bounds what it keeps of broken files', async () => {
    const folder = await temporaryFolder();
    await (await openTestSpool(folder)).close();
    for (let index = 0; index < 120; index += 1)
      await writeFile(join(folder, 'frames', 'a', `a${index}.frame`), 'broken');
    const spool = await openTestSpool(folder);
    expect(spool.state()).toMatchObject({ quarantined: 120, frames: 0 });
    expect((await readdir(join(folder, 'quarantine'))).length).toBeLessThanOrEqual(100);
    await spool.close();
  });
});

describe('a card that is smaller than configured', () => {
  it('is thinned evenly, never holds a broken frame, and readings go on', async () => {
    const folder = await smallCard(8);
    if (!folder) return;
    const spool = await openTestSpool(folder);
    for (let minute = 0; minute < 300; minute += 1) {
      await spool.put(frameAt(minute, { jpeg: picture(60_000) }));
      await spool.append([readingAt(minute)]);
    }
    const times = spool.frames.all().map(({ t }) => t);
    const gaps = times.slice(1).map((t, index) => t - times[index]!);
    expect(spool.state()).toMatchObject({ quarantined: 0, readings: 300 });
    expect(times.length).toBeGreaterThan(50);
    // What was taken before the last thinning is at most four times as sparse as what came after it.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8 * Math.min(...gaps));
    for (const { f } of [...spool.frames.all()]) await spool.frames.read(f);
    await spool.close();
    const again = await openTestSpool(folder);
    expect(again.frames.count).toBe(times.length);
    expect(again.readings.count).toBe(300);
    await again.close();
  });

  it('that something else fills to the last byte refuses frames, says so, and works again when there is room', async () => {
    const folder = await smallCard(6);
    if (!folder) return;
    const spool = await openTestSpool(folder);
    for (let minute = 0; minute < 20; minute += 1) await spool.put(frameAt(minute, { jpeg: picture(60_000) }));
    const hog = join(folder, 'hog');
    execFileSync('sh', ['-c', 'cat /dev/zero > "$0" 2>/dev/null || true', hog]);
    let refused = 0;
    for (let minute = 20; minute < 60; minute += 1) {
      await spool.put(frameAt(minute, { jpeg: picture(60_000) })).catch((error: { code: string }) => {
        expect(error.code).toBe('SPOOL_FULL');
        refused += 1;
      });
      await spool.append([readingAt(minute)]);
    }
    expect(spool.state().thinned + refused).toBeGreaterThan(0);
    expect(spool.readings.count).toBe(40);
    for (const { f } of [...spool.frames.all()]) await spool.frames.read(f);
    await spool.close();
    const again = await openTestSpool(folder);
    expect(again.state()).toMatchObject({ quarantined: 0, readings: 40 });
    execFileSync('rm', [hog]);
    await again.put(frameAt(61, { jpeg: picture(60_000) }));
    expect(again.state().error).toBeUndefined();
    await again.close();
  });
});
