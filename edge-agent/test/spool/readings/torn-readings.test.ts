import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testbed.ts';
import { openTestSpool, readingAt } from '../testbed.ts';

const count = 12;

async function loggedReadings() {
  const folder = await temporaryFolder();
  const spool = await openTestSpool(folder);
  for (let minute = 1; minute <= count; minute += 1) await spool.append([readingAt(minute)]);
  await spool.close();
  const [name] = await readdir(join(folder, 'readings'));
  const path = join(folder, 'readings', name!);
  return { folder, path, whole: await readFile(path) };
}

/** Seqs that a reopened spool gives out. */
async function survivors(folder: string): Promise<number[]> {
  const spool = await openTestSpool(folder);
  const seqs: number[] = [];
  for (let batch = await spool.readings.take(1000); batch; batch = await spool.readings.take(1000)) {
    for (const [index, reading] of batch.readings.entries()) {
      expect(reading).toEqual(readingAt(batch.from + index)); // never another value under its number
      seqs.push(batch.from + index);
    }
  }
  await spool.close();
  return seqs;
}

/** Where each record begins, and the end of the file. */
function boundaries(log: Buffer): number[] {
  const at = [0];
  while (at.at(-1)! < log.length) at.push(at.at(-1)! + 12 + log.readUInt32BE(at.at(-1)! + 4));
  return at;
}

describe('a torn log of readings', () => {
  it('cut off at, before or behind any record loses at most that record', async () => {
    const { folder, path, whole } = await loggedReadings();
    for (const [record, boundary] of boundaries(whole).entries()) {
      for (const length of [boundary - 1, boundary, boundary + 1, boundary + 12]) {
        if (length < 0 || length > whole.length) continue;
        await writeFile(path, whole.subarray(0, length));
        const kept = length < boundary ? record - 1 : record;
        expect((await survivors(folder)).length, `cut at ${length}`).toBe(kept);
        await writeFile(path, whole);
      }
    }
  });

  it('with a flipped bit in any record loses that record and finds the next', async () => {
    const { folder, path, whole } = await loggedReadings();
    for (const [record, boundary] of boundaries(whole).slice(0, -1).entries()) {
      for (const offset of [0, 3, 4, 7, 8, 11, 12, 40]) {
        const damaged = Buffer.from(whole);
        damaged[boundary + offset]! ^= 0x10;
        await writeFile(path, damaged);
        const expected = Array.from({ length: count }, (_, index) => index + 1).filter((seq) => seq !== record + 1);
        expect(await survivors(folder), `bit flipped at ${boundary + offset}`).toEqual(expected);
      }
    }
    expect((await readdir(join(folder, 'quarantine'))).length).toBeGreaterThan(0);
  });

  it('with a hole of zeros, as some cards leave after a power cut, keeps what lies around it', async () => {
    const { folder, path, whole } = await loggedReadings();
    const [, second, third] = boundaries(whole);
    await writeFile(path, Buffer.from(whole).fill(0, second, third));
    expect(await survivors(folder)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
