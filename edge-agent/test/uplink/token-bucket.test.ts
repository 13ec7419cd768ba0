import { describe, expect, it } from 'vitest';
import { tokenBucket } from '../../src/uplink/token-bucket.ts';

/** Real time that stands still until it is moved. */
function bucketAt(kbps: number | undefined) {
  const time = { ms: 0 };
  const bucket = tokenBucket(kbps, () => time.ms);
  const stop = new AbortController();
  const isReady = async () => {
    let ready = false;
    const waiting = bucket.ready(stop.signal).then(() => (ready = true));
    await Promise.race([waiting, new Promise((resolve) => setImmediate(resolve))]);
    if (!ready) waiting.catch(() => {});
    return ready;
  };
  return { bucket, time, isReady, stop };
}

describe('the cap of the sending rate', () => {
  it('lets a packet go on credit and waits until it is paid back', async () => {
    const { bucket, time, isReady, stop } = bucketAt(80); // 10 bytes a ms
    bucket.spend(1000);
    expect(await isReady()).toBe(false);
    time.ms = 99;
    expect(await isReady()).toBe(false);
    time.ms = 100;
    expect(await isReady()).toBe(true);
    stop.abort(new Error('done'));
  });

  it('saves up one second at most', async () => {
    const { bucket, time, isReady, stop } = bucketAt(80);
    time.ms = 60_000;
    bucket.spend(10_000);
    expect(await isReady()).toBe(true);
    bucket.spend(1);
    expect(await isReady()).toBe(false);
    stop.abort(new Error('done'));
  });

  it('without a rate never waits, also after one was taken away', async () => {
    const { bucket, isReady, stop } = bucketAt(8);
    bucket.spend(1_000_000);
    bucket.setRate(undefined);
    expect(await isReady()).toBe(true);
    bucket.spend(1_000_000_000);
    expect(await isReady()).toBe(true);
    stop.abort(new Error('done'));
  });
});
