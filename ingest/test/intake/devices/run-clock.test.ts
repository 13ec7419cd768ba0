import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMosquitto } from '../rig/mosquitto.ts';
import { jpegOf } from '../rig/jpeg.ts';
import { startRig, until, type Rig } from '../rig/rig.ts';
import { metaOf, noon, readingOf, type WireDevice } from '../rig/wire-device.ts';

/** The night before noon: unsynced records of the run were made at 23:59 and 00:01 local time. */
const started = noon - 13 * 3_600_000;
const unsynced = { t: 5000, clk: 'none' };

describe.skipIf(noMosquitto)('a run whose clock was set late', () => {
  let rig: Rig;
  let runs = 0;
  beforeAll(async () => {
    rig = await startRig({ config: { uncertainAfter: '1h' } });
  });
  afterAll(() => rig.close());

  const nextBoot = () => `1-${(runs += 1).toString(16).padStart(8, '0')}`;
  const frameOf = (f: string) =>
    rig.read((db) =>
      db.selectFrom('frames').select(['observedAt', 'timeQuality']).where('f', '=', f).executeTakeFirst(),
    );

  async function send(device: WireDevice, boot: string, seq: number, stamp: object): Promise<string> {
    const jpeg = jpegOf(seq + 1);
    const meta = metaOf('node-1', jpeg, { boot, seq, ...stamp });
    expect(await device.frame(meta, jpeg)).toMatchObject({ s: 'stored' });
    return meta.f;
  }

  it('has the same times in whatever order its records arrive', async () => {
    const device = await rig.device('node-1');
    const records = [
      { mono: 60_000, ...unsynced },
      { mono: 120_000, ...unsynced },
      { mono: 180_000, t: started + 180_000, clk: 'ntp' },
      { mono: 240_000, t: started + 240_007, clk: 'ntp' },
    ];
    const order = fc.shuffledSubarray([...records.keys()], { minLength: records.length });
    await fc.assert(
      fc.asyncProperty(order, async (indexes) => {
        const boot = nextBoot();
        const ids = new Map<number, string>();
        for (const index of indexes) ids.set(index, await send(device, boot, index, records[index] ?? {}));
        const times = await Promise.all(records.map((_, index) => frameOf(ids.get(index) ?? '')));
        expect(times).toEqual([
          { observedAt: started + 60_000, timeQuality: 'corrected' },
          { observedAt: started + 120_000, timeQuality: 'corrected' },
          { observedAt: started + 180_000, timeQuality: 'measured' },
          { observedAt: started + 240_007, timeQuality: 'measured' },
        ]);
      }),
      { numRuns: 12 },
    );
  });

  it('tells readers of the change feed the old day and the new', async () => {
    const device = await rig.device('node-1');
    const boot = nextBoot();
    const early = await send(device, boot, 1, { mono: 0, ...unsynced });
    expect(await frameOf(early)).toEqual({ observedAt: rig.clock.now(), timeQuality: 'uncertain' });
    await send(device, boot, 2, { mono: 86_400_000, t: noon, clk: 'server' });
    const changes = await rig.read((db) =>
      db.selectFrom('changes').select(['kind', 'day']).where('key', '=', early).execute(),
    );
    expect(changes).toEqual([
      { kind: 'frame', day: '2026-06-01' },
      { kind: 'frame-time', day: '2026-06-01' },
      { kind: 'frame-time', day: '2026-05-31' },
    ]);
  });

  it('has its readings charted at their corrected times, and nowhere else', async () => {
    const device = await rig.device('node-1');
    const boot = nextBoot();
    const air = (value: number, stamp: object) => readingOf({ sensor: 'late', value, ...stamp });
    await device.readings(0, [air(20, { mono: 1000, ...unsynced }), air(21, { mono: 2000, ...unsynced })], boot);
    await device.ackOfReadings(0);
    await device.readings(2, [air(22, { mono: 3000, t: started + 3000 })], boot);
    await device.ackOfReadings(2);
    const points = await until(async () => {
      const found = await rig.stores.series.range('farm/late/airTempC', 0, noon * 2);
      return found.length >= 3 ? found : undefined;
    });
    expect(points.map(({ t, value }) => [t - started, value])).toEqual([
      [1000, 20],
      [2000, 21],
      [3000, 22],
    ]);
    const feed = await rig.read((db) =>
      db.selectFrom('changes').select('kind').where('kind', '=', 'readings-time').execute(),
    );
    expect(feed.length).toBeGreaterThan(0);
  });

  it('that is never synced is charted by its estimate once it has waited long enough', async () => {
    const device = await rig.device('node-1');
    await device.readings(0, [readingOf({ sensor: 'never', mono: 4000, ...unsynced })], nextBoot());
    await device.ackOfReadings(0);
    const received = rig.clock.now();
    expect(await rig.stores.series.range('farm/never/airTempC', 0, noon * 2)).toEqual([]);
    await rig.clock.advance(2 * 3_600_000);
    await device.readings(0, [readingOf({ sensor: 'other' })], nextBoot());
    const points = await until(async () => {
      const found = await rig.stores.series.range('farm/never/airTempC', 0, noon * 2);
      return found.length > 0 ? found : undefined;
    });
    expect(points.map(({ t }) => t)).toEqual([received]);
  });
});
