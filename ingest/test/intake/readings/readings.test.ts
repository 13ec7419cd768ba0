import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIntakeReader } from '@fieldlapse/store';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, until, type Rig } from '../rig/rig.ts';
import { boot, noon, readingOf } from '../rig/wire-device.ts';

const batchOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    readingOf({ t: noon + (from + index) * 1000, mono: 1000 * (from + index) }),
  );

describe.skipIf(noMosquitto)('readings', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.close());

  const storedOf = (device: string) =>
    rig.read((db) =>
      db.selectFrom('readingBatches').selectAll().where('device', '=', device).orderBy('fromSeq').execute(),
    );

  it('are acked as stored and appear in the series of their sensor', async () => {
    const device = await rig.device('node-1');
    await device.readings(0, [readingOf(), readingOf({ t: noon + 1000, value: null, fault: 'no answer' })]);
    expect(await device.ackOfReadings(0)).toEqual({ r: { boot, from: 0, to: 1 }, s: 'stored' });
    const points = await until(async () => {
      const found = await rig.stores.series.range('farm/air/airTempC', 0, noon * 2);
      return found.length > 0 ? found : undefined;
    });
    expect(points).toMatchObject([{ t: noon, value: 29.4 }]);
  });

  it('are stored once though their batches are cut differently when sent again', async () => {
    const device = await rig.device('node-2');
    await device.readings(10, batchOf(10, 10));
    await device.readings(30, batchOf(30, 10));
    await device.readings(5, batchOf(5, 40));
    await device.readings(12, batchOf(12, 20));
    expect(await device.ackOfReadings(5)).toEqual({ r: { boot, from: 5, to: 44 }, s: 'stored' });
    expect(await device.ackOfReadings(12)).toEqual({ r: { boot, from: 12, to: 31 }, s: 'dup' });
    const rows = await storedOf('node-2');
    expect(rows.map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([
      [5, 9],
      [10, 19],
      [20, 29],
      [30, 39],
      [40, 44],
    ]);
  });

  it('that are missing between others are a gap of their run', async () => {
    const device = await rig.device('node-5');
    await device.readings(1, batchOf(1, 5));
    await device.readings(9, batchOf(9, 2));
    await device.ackOfReadings(9);
    const reader = await openIntakeReader(rig.stores.records);
    expect(await reader.gapsOf('node-5')).toEqual([{ what: 'readings', boot, from: 6, to: 8 }]);
    await reader.close();
  });

  it.each([
    ['a value with a comma', [readingOf({ value: '29,4' })], 'BAD_PAYLOAD'],
    ['a sensor named as a path', [readingOf({ sensor: '../etc' })], 'BAD_PAYLOAD'],
    ['a time in the far future', [readingOf({ t: 9e15 })], 'BAD_PAYLOAD'],
  ])('with %s are refused with a code, and the next ones are stored', async (_name, readings, code) => {
    const device = await rig.device('node-3');
    await device.readings(0, readings, '1-00000001');
    expect(await device.ackOfReadings(0)).toMatchObject({ r: { boot: '1-00000001', from: 0, to: 0 }, s: 'bad', code });
    await device.readings(0, [readingOf()], boot);
    expect(await device.ackOfReadings(0)).toMatchObject({ r: { boot } });
    await device.close();
  });

  it.each([
    ['NaN', '{"v":1,"boot":"7-9f3a6c01","from":0,"readings":[{"value":NaN}]}', 'BAD_JSON'],
    ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000, 32)), 'PAYLOAD_TOO_LARGE'],
    ['broken gzip', gzipSync('{}').subarray(0, 12), 'BAD_JSON'],
    ['nothing', '', 'BAD_JSON'],
  ])('that are %s are refused under their topic', async (_name, payload, code) => {
    const device = await rig.device('node-4');
    await device.publish('readings', payload);
    const entry = await device.denied();
    expect(entry).toMatchObject({ topic: 'up/readings', s: 'denied', code });
    const kept = await until(() =>
      rig.read((db) =>
        db
          .selectFrom('quarantine')
          .selectAll()
          .where('device', '=', 'node-4')
          .where('code', '=', code)
          .executeTakeFirst(),
      ),
    );
    expect(kept).toMatchObject({ site: 'farm', what: 'readings' });
    await device.close();
  });
});
