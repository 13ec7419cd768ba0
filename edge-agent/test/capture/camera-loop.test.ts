import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catchUpClock, silentLogger, systemClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { startCameraLoop } from '../../src/capture/camera-loop.ts';
import { openGate } from '../../src/capture/gate.ts';
import { scheduleOf } from '../../src/capture/schedule.ts';
import { cameraSettings } from '../../src/config.ts';
import { picture } from '../pictures.ts';
import { openTestSpool } from '../spool/testbed.ts';
import { cleanup, temporaryFolder, until } from '../testbed.ts';

const day = 86_400_000;

describe('a camera', () => {
  it('on a clock that runs 28,800 times as fast captures one at a time and skips what it misses', async () => {
    let atOnce = 0;
    let most = 0;
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      most = Math.max(most, (atOnce += 1));
      setTimeout(() => {
        atOnce -= 1;
        response.end(picture());
      }, 100); // three captures come due meanwhile, on any machine
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanup(() => server.close());
    const clock = catchUpClock(Date.now() - 120 * day, 28_800, systemClock);
    const spool = await openTestSpool(await temporaryFolder(), { clock });
    const stop = new AbortController();
    const started = clock.now();
    const loop = startCameraLoop({
      settings: cameraSettings.parse({
        name: 'field',
        driver: 'http-snapshot',
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        schedule: { every: '15m' },
      }),
      schedule: scheduleOf({ every: 900_000 }, { timeZone: 'UTC' }),
      gate: openGate(silentLogger),
      spool,
      clock,
      clockSource: () => 'ntp',
      logger: silentLogger,
      signal: stop.signal,
      onChange: () => {},
      onFault: () => {},
    });
    await until(() => spool.frames.count >= 10);
    stop.abort(new Error('closed'));
    await loop.finished;
    const due = (clock.now() - started) / 900_000;
    expect(most).toBe(1);
    expect(asked).toBeLessThan(due / 2);
    const times = spool.frames.all().map(({ t }) => t);
    expect(new Set(times).size).toBe(times.length);
    await spool.close();
  });
});
