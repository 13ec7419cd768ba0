import { afterEach, describe, expect, it } from 'vitest';
import { noMosquitto } from './rig/mosquitto.ts';
import { startRig, until, type Rig } from './rig/rig.ts';

describe.skipIf(noMosquitto)('the quarantine', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  const kept = async () => {
    const rows = await rig.read((db) => db.selectFrom('quarantine').selectAll().orderBy('id').execute());
    const blobs: { key: string; bytes: number }[] = [];
    for await (const blob of rig.stores.blobs.list('quarantine/')) blobs.push(blob);
    return { rows, blobs };
  };
  const junk = (index: number) => Buffer.alloc(1000, `junk ${index} `);

  it('keeps the newest within its bytes, each row with its blob', async () => {
    rig = await startRig({ config: { quarantine: { bytes: 3500 } } });
    const device = await rig.device();
    for (let index = 0; index < 10; index += 1) {
      await device.publish('readings', junk(index));
      await device.denied();
    }
    const { rows, blobs } = await until(async () => {
      const now = await kept();
      return now.rows.at(-1)?.id === 10 ? now : undefined;
    });
    expect(rows.map(({ id }) => id)).toEqual([8, 9, 10]);
    expect(new Set(rows.map(({ blobKey }) => blobKey))).toEqual(new Set(blobs.map(({ key }) => key)));
    expect(await rig.stores.blobs.get(rows.at(-1)?.blobKey ?? '')).toEqual(junk(9));
  });

  it('keeps few of a device that sends nothing but junk, and counts the rest', async () => {
    rig = await startRig({ config: { quarantine: { perDeviceAndHour: 3 } } });
    const device = await rig.device();
    for (let index = 0; index < 20; index += 1) {
      await device.publish('readings', junk(index));
      await device.denied();
    }
    expect(rig.intake.metrics().refused).toEqual({ BAD_JSON: 20 });
    await until(async () => ((await kept()).rows.length === 3 ? true : undefined));
  });
});
