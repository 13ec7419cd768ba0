import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testbed.ts';
import { openTestSpool, readingAt } from '../testbed.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => readingAt(index + 1));

describe('the log of readings', () => {
  it('numbers readings from 1 in each run and gives them out in order, each once', async () => {
    const spool = await openTestSpool(await temporaryFolder());
    await Promise.all([spool.append(many(2)), spool.append(many(3))]);
    const batch = await spool.readings.take(1000);
    expect(batch).toMatchObject({ boot: spool.boot, from: 1, to: 5 });
    expect(await spool.readings.take(1000)).toBeUndefined();
    await spool.close();
  });

  it('gives out again what was released, and nothing that was acknowledged', async () => {
    const spool = await openTestSpool(await temporaryFolder());
    await spool.append(many(10));
    const { boot } = (await spool.readings.take(1000))!;
    await spool.readings.acknowledge(boot, 3, 5);
    spool.readings.release(boot, 1, 10);
    expect(await spool.readings.take(1000)).toMatchObject({ from: 1, to: 2 });
    expect(await spool.readings.take(1000)).toMatchObject({ from: 6, to: 10 });
    await spool.close();
  });

  it('remembers over a restart what was acknowledged', async () => {
    const folder = await temporaryFolder();
    const first = await openTestSpool(folder);
    await first.append(many(10));
    await first.readings.acknowledge(first.boot, 1, 4);
    await first.close();
    const second = await openTestSpool(folder);
    expect(second.boot).not.toBe(first.boot);
    expect(second.readings.count).toBe(6);
    expect(await second.readings.take(1000)).toMatchObject({ boot: first.boot, from: 5, to: 10 });
    await second.close();
  });

  it('deletes a file once all that it holds is acknowledged', async () => {
    const folder = await temporaryFolder();
    const spool = await openTestSpool(folder);
    for (let round = 0; round < 10; round += 1) await spool.append(many(500));
    const files = () => readdir(join(folder, 'readings'));
    expect((await files()).length).toBeGreaterThan(1);
    await spool.readings.acknowledge(spool.boot, 1, 5000);
    expect((await files()).length).toBeLessThanOrEqual(1);
    expect(spool.readings.count).toBe(0);
    await spool.close();
    expect(await files()).toEqual([]);
  });

  it('sends readings of an older run before those of this one', async () => {
    const folder = await temporaryFolder();
    const first = await openTestSpool(folder);
    await first.append(many(2));
    await first.close();
    const second = await openTestSpool(folder);
    await second.append(many(3));
    expect(await second.readings.take(1000)).toMatchObject({ boot: first.boot });
    expect(await second.readings.take(1000)).toMatchObject({ boot: second.boot, from: 1, to: 3 });
    await second.close();
  });
});
