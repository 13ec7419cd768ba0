import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpegOf } from '../rig/jpeg.ts';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, until, type Rig } from '../rig/rig.ts';
import { connectDevice, metaOf, noon } from '../rig/wire-device.ts';

describe.skipIf(noMosquitto)('a frame', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.close());

  const rowsOf = (f: string) => rig.read((db) => db.selectFrom('frames').selectAll().where('f', '=', f).execute());
  const changesOf = (key: string) =>
    rig.read((db) => db.selectFrom('changes').selectAll().where('key', '=', key).orderBy('acceptedSeq').execute());

  it('is acked as stored once its picture, row and change are there', async () => {
    const device = await rig.device();
    const jpeg = jpegOf(1, 300_000);
    const meta = metaOf('node-1', jpeg);
    expect(await device.frame(meta, jpeg)).toEqual({ f: meta.f, s: 'stored' });
    const key = `frames/farm/cam-1/${meta.f.slice(0, 2)}/${meta.f}.jpg`;
    expect(await rig.stores.blobs.get(key)).toEqual(jpeg);
    expect(await rowsOf(meta.f)).toMatchObject([
      { site: 'farm', device: 'node-1', observedAt: noon, timeQuality: 'measured', width: 8, height: 8, blobKey: key },
    ]);
    expect(await changesOf(meta.f)).toMatchObject([
      { kind: 'frame', site: 'farm', camera: 'cam-1', day: '2026-06-01' },
    ]);
  });

  it('that is stored already is a dup at once, and stays stored once', async () => {
    const device = await rig.device('dup-1');
    const jpeg = jpegOf(2);
    const meta = metaOf('dup-1', jpeg);
    await device.frame(meta, jpeg);
    await device.meta(meta);
    expect(await device.ackOf(meta.f)).toEqual({ f: meta.f, s: 'dup' });
    expect(await changesOf(meta.f)).toHaveLength(1);
  });

  it('whose chunks come out of order, twice and with gaps is asked for what is missing', async () => {
    const device = await rig.device('gaps-1');
    const jpeg = jpegOf(3, 100_000);
    const meta = metaOf('gaps-1', jpeg);
    await device.meta(meta);
    await device.chunk(meta.f, jpeg, 60_000, 90_000);
    await device.chunk(meta.f, jpeg, 0, 20_000);
    await device.chunk(meta.f, jpeg, 10_000, 30_000);
    await device.wanted(({ frames }) => frames.some(({ f, received }) => f === meta.f && received === 60_000));
    await device.meta(meta);
    const wanted = await device.wanted(({ frames }) => frames.some(({ ranges }) => ranges?.length === 2));
    expect(wanted.frames[0]?.ranges).toEqual([
      [30_000, 60_000],
      [90_000, jpeg.length],
    ]);
    await device.chunk(meta.f, jpeg, 90_000, jpeg.length);
    await device.chunk(meta.f, jpeg, 30_000, 60_000);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'stored' });
  });

  it('hears of its progress while its chunks arrive', async () => {
    const device = await rig.device('slow-1');
    const jpeg = jpegOf(4, 100_000);
    const meta = metaOf('slow-1', jpeg);
    await device.meta(meta);
    await device.chunk(meta.f, jpeg, 0, 8_000);
    await device.wanted(({ frames }) => frames.some(({ received, ranges }) => received === 8_000 && !ranges));
  });

  it('with a broken chunk is asked for that chunk again', async () => {
    const device = await rig.device('crc-1');
    const jpeg = jpegOf(5, 60_000);
    const meta = metaOf('crc-1', jpeg);
    await device.meta(meta);
    await device.publish(`frame/${meta.f}/chunk/0`, Buffer.alloc(40_000, 1), 0);
    await device.chunk(meta.f, jpeg, 40_000, jpeg.length);
    expect(await device.denied()).toMatchObject({ topic: `up/frame/${meta.f}/chunk/0`, code: 'BAD_CHUNK' });
    await device.wanted(({ frames }) =>
      frames.some(({ received, ranges }) => received > 0 && ranges?.[0]?.[1] === 40_000),
    );
    await device.chunk(meta.f, jpeg, 0, 40_000);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'stored' });
  });

  it('whose chunk reaches beyond its announced size is told so, and can still be finished', async () => {
    const device = await rig.device('over-1');
    const jpeg = jpegOf(6, 20_000);
    const meta = metaOf('over-1', jpeg);
    await device.meta(meta);
    await device.chunk(meta.f, Buffer.concat([jpeg, jpeg]), 10_000, 40_000);
    expect(await device.denied()).toMatchObject({ code: 'CHUNK_OUT_OF_RANGE' });
    await device.chunk(meta.f, jpeg, 0, jpeg.length);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'stored' });
  });

  const huge = jpegOf(7);
  huge.writeUInt16BE(60_000, huge.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  huge.writeUInt16BE(60_000, huge.indexOf(Buffer.from([0xff, 0xc0])) + 7);
  it.each([
    ['is no JPEG', Buffer.from('<html>404</html>'), 'NOT_A_JPEG'],
    ['is cut short', jpegOf(8, 5000).subarray(0, -200), 'JPEG_TRUNCATED'],
    ['has too many pixels', huge, 'PICTURE_TOO_LARGE'],
  ])('that %s is refused for good and kept in quarantine', async (_name, bytes, code) => {
    const name = code.toLowerCase().replaceAll('_', '-');
    const device = await rig.device(name);
    const meta = metaOf(name, bytes);
    expect(await device.frame(meta, bytes)).toMatchObject({ f: meta.f, s: 'bad', code });
    const row = await until(() =>
      rig.read((db) => db.selectFrom('quarantine').selectAll().where('device', '=', name).executeTakeFirst()),
    );
    expect(await rig.stores.blobs.get(row.blobKey ?? '')).toEqual(bytes);
    expect(await rowsOf(meta.f)).toEqual([]);
  });

  it('that never has the announced hash is refused after it was asked for three times', async () => {
    const device = await rig.device('hash-1');
    const meta = metaOf('hash-1', jpegOf(9, 9000));
    const other = jpegOf(10, 9000);
    await device.meta(meta);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await device.wanted(({ frames }) => frames.some(({ ranges }) => ranges?.[0]?.[1] === other.length));
      await device.chunk(meta.f, other, 0, other.length);
    }
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'bad', code: 'FRAME_HASH_MISMATCH' });
  });

  const jpeg = jpegOf(11);
  it.each([
    ['of another device', metaOf('someone-else', jpeg), 'FRAME_ID_MISMATCH'],
    ['with another camera than its id says', { ...metaOf('meta-1', jpeg), camera: 'cam-2' }, 'FRAME_ID_MISMATCH'],
    ['with a path for a camera', metaOf('meta-1', jpeg, { camera: '../../etc' }), 'BAD_PAYLOAD'],
    ['with a decimal comma', { ...metaOf('meta-1', jpeg), mono: '29,4' }, 'BAD_PAYLOAD'],
    ['of no bytes', { ...metaOf('meta-1', jpeg), bytes: 0 }, 'BAD_PAYLOAD'],
    ['of 3 GB', { ...metaOf('meta-1', jpeg), bytes: 3e9 }, 'FRAME_TOO_LARGE'],
  ])('announced with metadata %s is refused for good', async (_name, meta, code) => {
    const device = await rig.device('meta-1');
    await device.meta(meta);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'bad', code });
    await device.close();
  });

  it.each([
    ['a path', 'frame/../meta'],
    ['an offset that is no number', `frame/${metaOf('x', jpeg).f}/chunk/1e3`],
    ['an unknown part', `frame/${metaOf('x', jpeg).f}/thumbnail`],
  ])('under a topic with %s is denied with a code', async (_name, path) => {
    const device = await rig.device('topic-1');
    await device.publish(path, 'x');
    expect(await device.denied()).toMatchObject({ topic: `fieldlapse/1/farm/topic-1/up/${path}`, code: 'BAD_TOPIC' });
    await device.close();
  });

  it('that the edge thinned becomes a tombstone, once', async () => {
    const device = await rig.device('thin-1');
    const meta = metaOf('thin-1', jpeg, { thinned: { at: noon + 5000, reason: 'card-full' } });
    await device.meta(meta);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'stored' });
    await device.meta(meta);
    expect(await device.ackOf(meta.f)).toMatchObject({ s: 'dup' });
    expect(await changesOf(meta.f)).toMatchObject([{ kind: 'thinned', camera: 'cam-1', day: '2026-06-01' }]);
  });

  it('wakes readers with a notice of its camera and day', async () => {
    const reader = await connectDevice(rig.port, 'reader-1');
    const heard: unknown[] = [];
    reader.client.on('message', (topic, payload) => {
      if (topic.endsWith('notice/frame-stored')) heard.push(JSON.parse(payload.toString()));
    });
    await reader.client.subscribeAsync('fieldlapse/1/farm/_/notice/#');
    const device = await rig.device('notice-1');
    const meta = metaOf('notice-1', jpeg);
    await device.frame(meta, jpeg);
    const [change] = await changesOf(meta.f);
    const wanted = { v: 1, acceptedSeq: change?.acceptedSeq, camera: 'cam-1', day: '2026-06-01' };
    await until(() => Promise.resolve(heard.find((notice) => JSON.stringify(notice) === JSON.stringify(wanted))));
    await reader.close();
  });

  it('of a site that nobody configured is stored all the same', async () => {
    const device = await connectDevice(rig.port, 'far-1', 'elsewhere');
    const meta = metaOf('far-1', jpeg);
    expect(await device.frame(meta, jpeg)).toMatchObject({ s: 'stored' });
    expect(await changesOf(meta.f)).toMatchObject([{ site: 'elsewhere', day: '2026-06-01' }]);
    await device.close();
  });

  it('whose clock claims a far future is stored with an uncertain time that is not in the future', async () => {
    const device = await rig.device('future-1');
    const meta = metaOf('future-1', jpeg, { t: noon + 40 * 86_400_000 });
    await device.frame(meta, jpeg);
    expect(await rowsOf(meta.f)).toMatchObject([{ observedAt: rig.clock.now(), timeQuality: 'uncertain' }]);
  });
});
