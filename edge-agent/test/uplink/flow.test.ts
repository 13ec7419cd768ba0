import { describe, expect, it } from 'vitest';
import { adaptiveFlow } from '../../src/uplink/flow.ts';

const kb = 1024;

describe('the size of chunks', () => {
  it('begins at 32 KB and grows to 128 KB on a link that answers at once', () => {
    const flow = adaptiveFlow(8);
    expect(flow.chunkBytes).toBe(32 * kb);
    for (let count = 0; count < 20; count += 1) flow.heard(50);
    expect(flow.chunkBytes).toBe(128 * kb);
    expect(flow.windowBytes).toBe(1024 * kb);
  });

  it('shrinks to 8 KB where progress comes late', () => {
    const flow = adaptiveFlow(8);
    for (let count = 0; count < 5; count += 1) flow.heard(3000);
    expect(flow.chunkBytes).toBe(8 * kb);
  });

  it('shrinks when a link is cut with bytes under way, and only then', () => {
    const flow = adaptiveFlow(8);
    flow.cut(false);
    expect(flow.chunkBytes).toBe(32 * kb);
    flow.cut(true);
    expect(flow.chunkBytes).toBe(16 * kb);
  });
});
