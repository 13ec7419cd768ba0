import { expect, test } from 'vitest';
import { now, openFarm } from '../farm/farm.ts';

test('a node tells its spool, its upload and what is wrong', async () => {
  const farm = await openFarm();
  const ask = async () => (await fetch(`${farm.url}/api/sites/ruong-lua/devices`)).json();
  expect(await ask()).toEqual({ now, devices: [] });
  await farm.reportStatus('nut-1', {
    v: 1,
    online: true,
    boot: '1-0a1b2c3d' as never,
    spool: {
      frames: 3,
      frameBytes: 900,
      readings: 0,
      capacityBytes: 1000,
      thinned: 1,
      quarantined: 0,
      error: 'SPOOL_FULL',
    },
    uplink: {
      sending: { camera: 'bo-dong' as never, bytes: 300, sent: 100 },
      kbps: 64,
      framesStored: 9,
      bytesSent: 5000,
    },
  });
  await farm.reportStatus('nut-2', { v: 1, online: false, boot: '1-0a1b2c3d' as never }, now - 60_000);
  expect(await ask()).toMatchObject({
    devices: [
      {
        device: 'nut-1',
        online: true,
        status: { spool: { frames: 3, error: 'SPOOL_FULL' }, uplink: { sending: { sent: 100 } } },
      },
      { device: 'nut-2', online: false, statusAt: now - 60_000 },
    ],
  });
  await farm.reportStatus('import-field', { v: 1, online: false, boot: '1-0a1b2c3d' as never }, now - 60_000);
  const { devices } = (await ask()) as { devices: { device: string; imports: boolean }[] };
  expect(devices.map(({ device, imports }) => [device, imports])).toEqual(
    expect.arrayContaining([['nut-1', false], ['import-field', true]]), // prettier-ignore
  );
  expect(await (await fetch(`${farm.url}/api/sites/elsewhere/devices`)).json()).toMatchObject({ devices: [] });
  await farm.close();
});
