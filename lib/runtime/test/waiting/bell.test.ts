import { expect, it } from 'vitest';
import { bell } from '@fieldlapse/runtime';

const longMs = 3_600_000;

it('a ring ends every wait, and one that nobody waited for ends the next', async () => {
  const ring = bell(new AbortController().signal);
  const waits = [ring.wait(longMs), ring.wait(longMs)];
  ring.ring();
  await Promise.all(waits);
  ring.ring();
  await ring.wait(longMs);
});

it('a wait ends when its service stops', async () => {
  const stop = new AbortController();
  const ring = bell(stop.signal);
  const wait = ring.wait(longMs);
  stop.abort(new Error('stopped'));
  await expect(wait).resolves.toBeUndefined();
});
