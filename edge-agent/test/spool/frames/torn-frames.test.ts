import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameId } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testbed.ts';
import { frameAt, openTestSpool } from '../testbed.ts';

async function threeFrames() {
  const folder = await temporaryFolder();
  const spool = await openTestSpool(folder);
  const entries = [];
  for (const minute of [0, 1, 2]) entries.push(await spool.put(frameAt(minute)));
  await spool.close();
  const victim = entries[1]!.f;
  const path = join(folder, 'frames', victim.slice(0, 1), `${victim}.frame`);
  return { folder, victim, path, whole: await readFile(path), ids: entries.map(({ f }) => f) };
}

/** The frames that a reopened spool can still send, and what lies in its quarantine. */
async function survivors(folder: string): Promise<{ ids: FrameId[]; quarantined: string[]; counted: number }> {
  const spool = await openTestSpool(folder);
  const ids: FrameId[] = [];
  for (const { f } of [...spool.frames.all()]) if (await spool.frames.read(f).catch(() => undefined)) ids.push(f);
  const counted = spool.state().quarantined;
  await spool.close();
  return { ids, counted, quarantined: await readdir(join(folder, 'quarantine')) };
}

describe('a torn frame', () => {
  it('that was cut off anywhere is set aside, and no other frame is lost', async () => {
    const { folder, victim, path, whole, ids } = await threeFrames();
    const jpegAt = 16 + whole.readUInt32BE(8);
    for (const length of [0, 1, 4, 8, 12, 15, 16, 17, jpegAt - 1, jpegAt, jpegAt + 1, whole.length - 1]) {
      await writeFile(path, whole);
      await truncate(path, length);
      const left = await survivors(folder);
      expect(new Set(left.ids), `cut at ${length}`).toEqual(new Set(ids.filter((f) => f !== victim)));
      expect(left.quarantined).toEqual([`${victim}.frame`]);
      expect(left.counted).toBe(1);
    }
  });

  it('with a flipped bit in any field or anywhere else is set aside, and no other frame is lost', async () => {
    const { folder, victim, path, whole, ids } = await threeFrames();
    const jpegAt = 16 + whole.readUInt32BE(8);
    const random = Array.from({ length: 30 }, (_, index) => Math.floor(whole.length * ((index * 0.618) % 1)));
    for (const at of [0, 4, 8, 11, 12, 15, 16, jpegAt - 1, jpegAt, whole.length - 1, ...random]) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1 << (at % 8);
      await writeFile(path, damaged);
      const left = await survivors(folder);
      // Two reserved bytes mean nothing but are under the CRC as well: every byte of the file is.
      expect(new Set(left.ids), `bit flipped at ${at}`).toEqual(new Set(ids.filter((f) => f !== victim)));
      expect(left.quarantined).toEqual([`${victim}.frame`]);
    }
  });

  it('that a power cut left half written disappears without a word', async () => {
    const { folder, ids, whole, path } = await threeFrames();
    await writeFile(`${path}.123-4.tmp`, whole.subarray(0, 100));
    const left = await survivors(folder);
    expect(left).toMatchObject({ quarantined: [], counted: 0 });
    expect(left.ids).toHaveLength(ids.length);
    expect((await readdir(join(path, '..'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
