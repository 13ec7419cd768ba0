import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { claimFolder } from '../../../../src/series/influx/outbox/claim.ts';
import { openOutbox, type Outbox } from '../../../../src/series/influx/outbox/outbox.ts';
import { codeOf, smallDisk, testFolder } from '../../../support/folders.ts';

const open = (folder: string, maxBytes = 1e9): Promise<Outbox> => openOutbox(folder, maxBytes, silentLogger);
const lines = (from: number, count: number): string[] =>
  Array.from(
    { length: count },
    (_, at) => `airTempC,series=farm/air/airTempC value=${from + at} ${(from + at) * 1000}`,
  );

/** Takes everything out, batch by batch. */
async function drain(outbox: Outbox): Promise<string[]> {
  const found: string[] = [];
  while (outbox.backlog().lines > 0) {
    const batch = await outbox.next(AbortSignal.timeout(5000));
    found.push(...batch.lines);
    await outbox.delivered(batch);
  }
  return found;
}

const segments = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.seg')).toSorted();

describe('the buffer in front of InfluxDB', () => {
  it('gives lines back in their order, over many segments, and leaves nothing behind', async () => {
    const folder = await testFolder();
    const outbox = await open(folder);
    const given = lines(0, 250_000);
    for (let at = 0; at < given.length; at += 12_500) await outbox.append(given.slice(at, at + 12_500));
    expect((await segments(folder)).length).toBeGreaterThan(1);
    expect(await drain(outbox)).toEqual(given);
    expect(outbox.backlog()).toEqual({ lines: 0, bytes: 0 });
    await outbox.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on where it was when it is opened again, whatever was written and taken between', async () => {
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 1, max: 12_000 }) }),
      fc.constant('take' as const),
      fc.constant('reopen' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const folder = await testFolder();
        let outbox = await open(folder);
        let [written, taken] = [0, 0];
        const expectNext = async (): Promise<void> => {
          const batch = await outbox.next(AbortSignal.timeout(5000));
          expect(batch.lines).toEqual(lines(taken, batch.lines.length));
          taken += batch.lines.length;
          await outbox.delivered(batch);
        };
        for (const one of steps) {
          if (one === 'reopen') {
            await outbox.close();
            outbox = await open(folder);
          } else if (one === 'take') {
            if (written > taken) await expectNext();
          } else {
            await outbox.append(lines(written, one.write));
            written += one.write;
          }
          expect(outbox.backlog().lines).toBe(written - taken);
        }
        while (written > taken) await expectNext();
        await outbox.close();
      }),
      { numRuns: 30 },
    );
  });

  it('says when all that was appended has left, and when not', async () => {
    const outbox = await open(await testFolder());
    expect(await outbox.settled(0)).toBe(true);
    await outbox.append(lines(0, 10));
    expect(await outbox.settled(10)).toBe(false);
    const settled = outbox.settled(5000);
    expect(await drain(outbox)).toHaveLength(10);
    expect(await settled).toBe(true);
    await outbox.close();
  });

  it('loses what is damaged and nothing else', async () => {
    const folder = await testFolder();
    const outbox = await open(folder);
    for (let record = 0; record < 5; record++) await outbox.append(lines(record * 10, 10));
    await outbox.close();
    const path = join(folder, (await segments(folder))[0] ?? '');
    const bytes = await readFile(path);
    const record = bytes.length / 5;
    bytes[Math.floor(record * 1.5)]! ^= 1; // In the text of the second record.
    bytes[Math.floor(record * 3) + 6]! ^= 1; // In the length of the fourth.
    await writeFile(path, bytes.subarray(0, bytes.length));
    const damaged = await open(folder);
    expect(await drain(damaged)).toEqual([...lines(0, 10), ...lines(20, 10), ...lines(40, 10)]);
    await damaged.close();

    // A write that a power cut ended was never confirmed.
    await writeFile(path, bytes.subarray(0, Math.floor(record * 0.7)));
    const cut = await open(folder);
    await cut.append(lines(100, 3));
    expect(await drain(cut)).toEqual(lines(100, 3));
    await cut.close();
  });

  it('says STORE_FULL on a full disk, keeps what it confirmed, and goes on when there is space', async (context) => {
    const disk = await smallDisk(2);
    if (!disk) return context.skip();
    const outbox = await open(disk.folder);
    await writeFile(join(disk.folder, 'ballast'), Buffer.alloc(1_200_000));
    let confirmed = 0;
    let code: string | undefined;
    while (!code) {
      code = await codeOf(outbox.append(lines(confirmed, 500)));
      if (!code) confirmed += 500;
    }
    expect(code).toBe('STORE_FULL');
    await writeFile(join(disk.folder, 'ballast'), '');
    await outbox.append(lines(confirmed, 500));
    expect(await drain(outbox)).toEqual(lines(0, confirmed + 500));
    await outbox.close();
  });

  it('belongs to one process at a time; another takes over what was left', async () => {
    const root = await testFolder();
    const [first, second] = [await claimFolder(root), await claimFolder(root)];
    expect(second.path).not.toBe(first.path);
    for (const [at, { path, release }] of [first, second].entries()) {
      const outbox = await open(path);
      await outbox.append(lines(at * 100, 10));
      await outbox.append(lines(at * 100 + 10, 10));
      await outbox.delivered(await outbox.next(AbortSignal.timeout(1000)));
      await outbox.append(lines(at * 100 + 20, 10));
      await outbox.close();
      release();
    }
    const third = await claimFolder(root);
    onTestFinished(() => third.release());
    const outbox = await open(third.path);
    expect(await drain(outbox)).toEqual([...lines(20, 10), ...lines(120, 10)]);
    await outbox.close();
  });
});
