import { describe, expect, it } from 'vitest';
import { parseDeviceId, parseSiteId } from '@fieldlapse/contracts';
import { openLanes, type Message } from '../../src/intake/lanes.ts';

const messageOf = (device: string, text: string): Message => ({
  topic: { kind: 'readings', site: parseSiteId('farm'), device: parseDeviceId(device) },
  payload: Buffer.from(text),
  retain: false,
});

describe('openLanes', () => {
  it("keeps each device's order and lets no device wait for another", async () => {
    const seen: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const lanes = openLanes({ deviceQueueBytes: 100_000, totalQueueBytes: 1e6 }, async ({ payload }) => {
      if (payload.toString() === 'slow') await held;
      seen.push(payload.toString());
    });
    for (const text of ['slow', 'a2', 'a3']) expect(lanes.push(messageOf('a', text))).toBe(true);
    for (const text of ['b1', 'b2']) expect(lanes.push(messageOf('b', text))).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['b1', 'b2']);
    release();
    await lanes.idle();
    expect(seen).toEqual(['b1', 'b2', 'slow', 'a2', 'a3']);
    expect(lanes.queuedBytes).toBe(0);
  });

  it('refuses what overflows the queue of a device, and has the broker wait where all are full', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const lanes = openLanes({ deviceQueueBytes: 3000, totalQueueBytes: 5000 }, () => held);
    const taken = Array.from({ length: 10 }, () => lanes.push(messageOf('a', 'x'.repeat(900))));
    expect(taken.filter((each) => each)).toHaveLength(2);
    await lanes.room();
    lanes.push(messageOf('b', 'x'.repeat(2000)));
    let hasRoom = false;
    const room = lanes.room().then(() => (hasRoom = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRoom).toBe(false);
    release();
    await room;
    expect(lanes.queuedBytes).toBeLessThan(5000);
  });
});
