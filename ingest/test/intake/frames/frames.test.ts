import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpegOf } from '../rig/jpeg.ts';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, type Rig } from '../rig/rig.ts';
import { metaOf, noon } from '../rig/wire-device.ts';

describe.skipIf(noMosquitto)('a frame', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.close());

  it('is acked as stored once its picture, row and change are there', async () => {
    const device = await rig.device();
    const jpeg = jpegOf(1, 300_000);
    const meta = metaOf('node-1', jpeg);
    expect(await device.frame(meta, jpeg)).toEqual({ f: meta.f, s: 'stored' });
    const key = `frames/farm/cam-1/${meta.f.slice(0, 2)}/${meta.f}.jpg`;
    expect(await rig.stores.blobs.get(key)).toEqual(jpeg);
    const row = await rig.read((db) => db.selectFrom('frames').selectAll().where('f', '=', meta.f).executeTakeFirst());
    expect(row).toMatchObject({ site: 'farm', device: 'node-1', observedAt: noon, width: 8, height: 8, blobKey: key });
    const changes = await rig.read((db) => db.selectFrom('changes').selectAll().where('key', '=', meta.f).execute());
    expect(changes).toMatchObject([{ kind: 'frame', site: 'farm', camera: 'cam-1', day: '2026-06-01' }]);
  });
});
