import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stallWatch } from '../src/stall-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('stallWatch', () => {
  it('speaks once after the limit without a sign of life', () => {
    const onStall = vi.fn();
    stallWatch(1000, onStall);
    vi.advanceTimersByTime(900);
    expect(onStall).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(onStall).toHaveBeenCalledOnce();
  });

  it('says nothing while the program moves, or while it waits for us', () => {
    const onStall = vi.fn();
    const watch = stallWatch(1000, onStall);
    for (let count = 0; count < 20; count += 1) {
      vi.advanceTimersByTime(500);
      watch.moved();
    }
    watch.pause();
    vi.advanceTimersByTime(60_000);
    watch.resume();
    vi.advanceTimersByTime(900);
    expect(onStall).not.toHaveBeenCalled();
    vi.advanceTimersByTime(600);
    expect(onStall).toHaveBeenCalledOnce();
  });

  it('watches nothing without a limit, and nothing after it was closed', () => {
    const onStall = vi.fn();
    stallWatch(undefined, onStall);
    stallWatch(1000, onStall).close();
    vi.advanceTimersByTime(60_000);
    expect(onStall).not.toHaveBeenCalled();
  });
});
