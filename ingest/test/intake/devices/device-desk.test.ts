import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desiredConfig, isConfigSignedBy, parseDeviceId, parseSiteId, sha256Hex } from '@fieldlapse/contracts';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, until, type Rig } from '../rig/rig.ts';
import { boot, connectDevice, noon } from '../rig/wire-device.ts';

const site = parseSiteId('farm');
const tokenSha256 = sha256Hex('a secret of the device');

describe.skipIf(noMosquitto)('a device', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ tokenSha256Of: (device) => (device === 'stranger' ? undefined : tokenSha256) });
  });
  afterAll(() => rig.close());

  const rowOf = (device: string) =>
    rig.read((db) => db.selectFrom('devices').selectAll().where('device', '=', device).executeTakeFirst());

  it('has its last status and report kept', async () => {
    const device = await rig.device('node-1');
    await device.publish('status', JSON.stringify({ v: 1, online: true, boot, version: '1.2.3' }));
    await device.publish('report', JSON.stringify({ v: 1, rev: 3, applied: false, error: 'unknown camera' }));
    const row = await until(async () => {
      const found = await rowOf('node-1');
      return found?.status && found.report ? found : undefined;
    });
    expect(row.statusAt).toBe(rig.clock.now());
    expect(JSON.parse(row.status ?? '')).toMatchObject({ online: true, version: '1.2.3' });
    expect(JSON.parse(row.report ?? '')).toMatchObject({ rev: 3, applied: false });
  });

  it('that vanishes is offline by its last will, and what it said before is kept', async () => {
    const topic = 'fieldlapse/1/farm/gone-1/up/status';
    const payload = Buffer.from(JSON.stringify({ v: 1, online: false, boot }));
    const will = { topic, payload, qos: 1 as const, retain: true };
    const client = await connectAsync({
      host: '127.0.0.1',
      port: rig.port,
      clientId: 'gone-1',
      protocolVersion: 4,
      reconnectPeriod: 0,
      will,
    });
    await client.publishAsync(topic, JSON.stringify({ v: 1, online: true, boot, version: '1.2.3' }), {
      qos: 1,
      retain: true,
    });
    await until(async () => ((await rowOf('gone-1'))?.status?.includes('true') ? true : undefined));
    client.stream.destroy();
    const status = await until(async () => {
      const said = JSON.parse((await rowOf('gone-1'))?.status ?? '{}') as { online?: boolean };
      return said.online === false ? said : undefined;
    });
    expect(status).toEqual({ v: 1, online: false, boot, version: '1.2.3' });
  });

  it('that says what no schema knows is answered with a code', async () => {
    const device = await rig.device('odd-1');
    await device.publish('status', '{"v":1,"online":"perhaps"}');
    expect(await device.denied()).toMatchObject({ topic: 'up/status', code: 'BAD_PAYLOAD' });
    await device.publish('alert', Buffer.from([0xff, 0xfe]));
    expect(await device.denied()).toMatchObject({ topic: 'up/alert', code: 'BAD_JSON' });
  });

  it('has its alarm kept once', async () => {
    const device = await rig.device('alarm-1');
    const alarm = JSON.stringify({
      v: 1,
      id: 'a1',
      kind: 'tamper',
      t: noon,
      mono: 5,
      boot,
      clk: 'ntp',
      text: 'box open',
    });
    await device.publish('alert', alarm);
    await device.publish('alert', alarm);
    const rows = () =>
      rig.read((db) => db.selectFrom('deviceAlerts').selectAll().where('device', '=', 'alarm-1').execute());
    await until(async () => ((await rows()).length > 0 ? true : undefined));
    expect(await rows()).toMatchObject([{ id: 'a1', kind: 'tamper', observedAt: noon, timeQuality: 'measured' }]);
  });

  it('is sent its configuration retained, signed and with a revision that grows with changes only', async () => {
    const config = { cameras: [{ name: 'cam-1', schedule: '0 * * * *' }] };
    const id = parseDeviceId('node-9');
    expect(await rig.intake.publishDesired(site, id, config)).toBe(1);
    expect(await rig.intake.publishDesired(site, id, config)).toBe(1);
    expect(await rig.intake.publishDesired(site, id, { cameras: [] })).toBe(2);
    expect(await rig.intake.publishDesired(site, id, config)).toBe(3);
    const late = await connectAsync({
      host: '127.0.0.1',
      port: rig.port,
      clientId: 'node-9',
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    const heard: unknown[] = [];
    late.on('message', (_topic, payload) => heard.push(JSON.parse(payload.toString())));
    await late.subscribeAsync('fieldlapse/1/farm/node-9/down/config', { qos: 1 });
    const desired = desiredConfig.parse(await until(() => Promise.resolve(heard[0])));
    await late.endAsync(true);
    expect(desired).toMatchObject({ rev: 3, config });
    expect(isConfigSignedBy(tokenSha256, desired)).toBe(true);
    expect(isConfigSignedBy(sha256Hex('another'), desired)).toBe(false);
  });

  it('is sent its configuration again when intake starts, should the broker have forgotten it', async () => {
    const topic = 'fieldlapse/1/farm/node-10/down/config';
    await rig.intake.publishDesired(site, parseDeviceId('node-10'), { cameras: [] });
    const device = await connectDevice(rig.port, 'node-10');
    await device.client.publishAsync(topic, '', { qos: 1, retain: true });
    const heard: unknown[] = [];
    device.client.on('message', (from, payload) => {
      if (from === topic && payload.length > 0) heard.push(JSON.parse(payload.toString()));
    });
    await rig.restart();
    expect(await until(() => Promise.resolve(heard[0]))).toMatchObject({ rev: 1, config: { cameras: [] } });
    await device.close();
  });
});
