import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { sensorSettings } from '../../src/config.ts';
import { runSensor } from '../../src/sensors/sensor-loop.ts';
import { noon, openTestSpool } from '../spool/testbed.ts';
import { freePort, temporaryFolder, until } from '../testbed.ts';

describe('a sensor', () => {
  it('is read at its interval; what it does not give is spooled as missing, with the time and the cause', async () => {
    const clock = manualClock(noon + 1000);
    const spool = await openTestSpool(await temporaryFolder(), { clock });
    const stop = new AbortController();
    const settings = sensorSettings.parse({
      name: 'block',
      driver: 'modbus-tcp',
      host: '127.0.0.1',
      port: await freePort(),
      registers: [{ quantity: 'airTempC', address: 0 }],
      every: '5m',
    });
    const running = runSensor({
      settings,
      spool,
      clock,
      clockSource: () => 'rtc',
      logger: silentLogger,
      signal: stop.signal,
      onChange: () => {},
    });
    for (const count of [1, 2]) {
      await clock.advance(300_000);
      await until(() => spool.readings.count === count);
      await new Promise((resolve) => setTimeout(resolve, 20)); // the loop sleeps again
    }
    stop.abort(new Error('closed'));
    await running;
    const batch = await spool.readings.take(10);
    expect(batch?.readings.map(({ t }) => t)).toEqual([noon + 300_000, noon + 600_000]);
    expect(batch?.readings[0]).toMatchObject({ sensor: 'block', value: null, clk: 'rtc' });
    expect(batch?.readings[0]?.fault).toMatch(/ECONNREFUSED/);
    await spool.close();
  });
});
