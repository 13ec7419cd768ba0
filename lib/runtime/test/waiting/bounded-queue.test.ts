import { describe, expect, it } from 'vitest';
import { boundedQueue } from '@fieldlapse/runtime';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('boundedQueue', () => {
  it('gives values in order, at most as many as asked for', async () => {
    const queue = boundedQueue<number>('numbers', 10);
    for (const value of [1, 2, 3]) queue.push(value);
    expect(await queue.take(2)).toEqual([1, 2]);
    expect(await queue.take(2)).toEqual([3]);
    expect(queue.size).toBe(0);
  });

  it('refuses what it cannot hold by name, counts it, and holds what it had', () => {
    const queue = boundedQueue<number>('numbers', 2);
    queue.push(1);
    queue.push(2);
    expect(() => queue.push(3)).toThrowError(
      expect.objectContaining({ code: 'QUEUE_FULL', message: 'numbers is full (2 waiting)' }),
    );
    expect([queue.size, queue.refused]).toEqual([2, 1]);
  });

  it('counts weights, and lets one value heavier than its limit through when empty', async () => {
    const queue = boundedQueue<string>('texts', 10, (text) => text.length);
    queue.push('x'.repeat(50));
    expect(() => queue.push('x')).toThrowError(/full/);
    await queue.take(1);
    queue.push('12345');
    queue.push('12345');
    expect(() => queue.push('x')).toThrowError(/full/);
  });

  it('wakes a waiting taker with the first value', async () => {
    const queue = boundedQueue<number>('numbers', 2);
    const taken = queue.take(5);
    queue.push(7);
    expect(await taken).toEqual([7]);
  });

  it('room() waits until a value of that weight would be accepted', async () => {
    const queue = boundedQueue<string>('texts', 10, (text) => text.length);
    queue.push('12345');
    queue.push('1234');
    let hasRoom = false;
    const waiting = queue.room(undefined, 3).then(() => (hasRoom = true));
    await queue.room(undefined, 1);
    expect(hasRoom).toBe(false);
    await queue.take(1);
    await waiting;
    queue.push('123');
    expect(queue.refused).toBe(0);
  });

  it('an aborted signal ends both waits without a value', async () => {
    const queue = boundedQueue<number>('numbers', 1);
    const stop = new AbortController();
    const taken = queue.take(1, stop.signal);
    await settle();
    stop.abort();
    expect(await taken).toEqual([]);
    queue.push(1);
    await queue.room(stop.signal);
    expect(await queue.take(1, stop.signal)).toEqual([1]);
  });
});
