import { manualClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { faultyClock } from '../../src/index.ts';

const start = Date.UTC(2026, 7, 1);
const hour = 3_600_000;

describe('faulty clock', () => {
  it('counts from 1970 and says so until it has the time', async () => {
    const clock = manualClock(start);
    const device = faultyClock(clock, { noneUntil: start + hour });
    await clock.advance(5000);
    expect([device.now(), device.source()]).toEqual([5000, 'none']);
    await clock.advance(hour);
    expect([device.now(), device.source()]).toEqual([start + hour + 5000, 'rtc']);
  });

  it('leaps and drifts while its monotonic time stays right', async () => {
    const clock = manualClock(start);
    const device = faultyClock(clock, { jumps: [{ at: start + 12 * hour, byMs: -7000 }], driftMsPerDay: 2000 });
    await clock.advance(6 * hour);
    expect(device.now() - clock.now()).toBe(500);
    await clock.advance(18 * hour);
    expect(device.now() - clock.now()).toBe(2000 - 7000);
    expect(device.mono()).toBe(24 * hour);
  });

  it('wakes a sleeper by its own wrong time', async () => {
    const clock = manualClock(start);
    const device = faultyClock(clock, { jumps: [{ at: start + 10_000, byMs: 60_000 }] });
    let isAwake = false;
    void device.sleepUntil(start + 65_000).then(() => (isAwake = true));
    await clock.advance(9000);
    expect(isAwake).toBe(false);
    await clock.advance(2000);
    expect(isAwake).toBe(true);
  });
});
