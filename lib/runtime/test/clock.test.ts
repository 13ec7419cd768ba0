import { describe, expect, it } from 'vitest';
import { catchUpClock, manualClock, sleep, systemClock } from '@fieldlapse/runtime';

const day = 86_400_000;
const start = Date.UTC(2026, 5, 1);

describe('catchUpClock', () => {
  it('runs at its rate until it meets the wall, then is the wall', async () => {
    const wall = manualClock(start + 3 * day);
    const clock = catchUpClock(start, 1001, wall);
    expect([clock.now(), clock.mono(), clock.caughtUp()]).toEqual([start, 0, false]);
    await wall.advance(day / 1000);
    expect(clock.now()).toBe(start + (day / 1000) * 1001);
    expect(clock.caughtUp()).toBe(false);
    await wall.advance(day / 500);
    // After 3/1000 of a day both stand at start + 3.003 days.
    expect(clock.caughtUp()).toBe(true);
    expect(clock.now()).toBe(wall.now());
    await wall.advance(day);
    expect(clock.now()).toBe(wall.now());
  });

  it('never runs backwards and mono() never jumps at the meeting', async () => {
    const wall = manualClock(start + 10_000);
    const clock = catchUpClock(start, 101, wall);
    let before = { now: clock.now(), mono: clock.mono() };
    for (let step = 0; step < 200; step += 1) {
      await wall.advance(1);
      const after = { now: clock.now(), mono: clock.mono() };
      expect(after.now).toBeGreaterThanOrEqual(before.now);
      expect(after.mono - before.mono).toBeGreaterThanOrEqual(1);
      expect(after.mono - before.mono).toBeLessThanOrEqual(101);
      expect(after.mono).toBe(after.now - start);
      before = after;
    }
    expect(clock.caughtUp()).toBe(true);
  });

  it('that nobody asked while it met the wall does not run past it', async () => {
    const wall = manualClock(start + day);
    const clock = catchUpClock(start, 1000, wall);
    await wall.advance(day);
    expect(clock.now()).toBe(wall.now());
    expect(clock.mono()).toBe(2 * day);
  });

  it('stays on a wall that is stepped forward after the meeting', async () => {
    let step = 0;
    const base = manualClock(start + 1000);
    const wall = { ...base, now: () => base.now() + step };
    const clock = catchUpClock(start, 10, wall);
    await base.advance(500);
    expect(clock.caughtUp()).toBe(true);
    const mono = clock.mono();
    step = day;
    expect(clock.caughtUp()).toBe(true);
    expect(clock.now()).toBe(wall.now());
    expect(clock.mono()).toBe(mono);
  });

  it('that starts now or later is the wall, its mono() from 0', async () => {
    const wall = manualClock(start);
    const clock = catchUpClock(start + day, 1000, wall);
    await wall.advance(5);
    expect([clock.now(), clock.mono(), clock.caughtUp()]).toEqual([start + 5, 5, true]);
  });

  it('sleeps in its own time: an hour of it passes in milliseconds', async () => {
    const clock = catchUpClock(Date.now() - 100 * day, 3_600_000 / 20);
    const wanted = clock.now() + 3_600_000;
    await clock.sleepUntil(wanted);
    expect(clock.now()).toBeGreaterThanOrEqual(wanted);
    expect(clock.caughtUp()).toBe(false);
  });

  it('sleeps across the meeting until the wall has the time', async () => {
    const clock = catchUpClock(Date.now() - 100_000, 10_000);
    const wanted = Date.now() + 60;
    await clock.sleepUntil(wanted);
    expect(Date.now()).toBeGreaterThanOrEqual(wanted);
    expect(clock.caughtUp()).toBe(true);
  });
});

describe('manualClock', () => {
  it('wakes sleepers in order of their time, each at its time', async () => {
    const clock = manualClock(0);
    const woken: number[][] = [];
    for (const at of [30, 10, 20]) void clock.sleepUntil(at).then(() => woken.push([at, clock.now()]));
    await clock.advance(25);
    expect(woken).toEqual([
      [10, 10],
      [20, 20],
    ]);
    expect(clock.now()).toBe(25);
    await clock.advance(5);
    expect(woken.at(-1)).toEqual([30, 30]);
  });

  it('wakes a sleeper that another one caused within the same advance', async () => {
    const clock = manualClock(0);
    const woken: number[] = [];
    void (async () => {
      for (let at = 10; at <= 30; at += 10) {
        await clock.sleepUntil(at);
        woken.push(clock.now());
      }
    })();
    await clock.advance(100);
    expect(woken).toEqual([10, 20, 30]);
  });

  it('resolves at once for a time that has passed and rejects with the reason when aborted', async () => {
    const clock = manualClock(100);
    await clock.sleepUntil(100);
    const stop = new AbortController();
    const sleeping = clock.sleepUntil(200, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await expect(clock.sleepUntil(200, stop.signal)).rejects.toThrow('stopped');
    await clock.advance(200);
    expect(clock.now()).toBe(300);
  });
});

describe('sleep', () => {
  it('rejects with the reason of its signal, before and during', async () => {
    const stop = new AbortController();
    const sleeping = sleep(60_000, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await expect(sleep(1, stop.signal)).rejects.toThrow('stopped');
  });

  it('leaves no listener behind on a signal that lives long', async () => {
    const signal = new AbortController().signal;
    let added = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => (
      (added += 1),
      addEventListener.apply(signal, args)
    );
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => (
      (added -= 1),
      removeEventListener.apply(signal, args)
    );
    await sleep(0, signal);
    await systemClock.sleepUntil(Date.now() + 3, signal);
    expect(added).toBe(0);
  });
});

it('the system clock sleeps until the time has come and not at all for the past', async () => {
  const wanted = Date.now() + 15;
  await systemClock.sleepUntil(wanted);
  expect(systemClock.now()).toBeGreaterThanOrEqual(wanted);
  await systemClock.sleepUntil(0);
});
