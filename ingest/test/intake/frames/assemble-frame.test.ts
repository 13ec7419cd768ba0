import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '@fieldlapse/contracts';
import { assembleFrame } from '../../../src/intake/frames/assemble-frame.ts';

const picture = (size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, index) => (index * 7 + 3) % 251));
const piece = (jpeg: Buffer, from: number, to: number) => ({ offset: from, bytes: jpeg.subarray(from, to) });

describe('assembleFrame', () => {
  it('agrees with a model that marks every byte, whatever the order and overlap of the chunks', () => {
    const chunks = fc.array(fc.tuple(fc.nat(119), fc.integer({ min: 1, max: 40 })), { maxLength: 60 });
    fc.assert(
      fc.property(chunks, (pieces) => {
        const jpeg = picture(120);
        const assembly = assembleFrame(jpeg.length, sha256Hex(jpeg));
        const held = new Uint8Array(jpeg.length);
        for (const [from, length] of pieces) {
          const to = from + length;
          const taken = assembly.add({ offset: from, bytes: Buffer.concat([jpeg, jpeg]).subarray(from, to) });
          expect(taken).toBe(to > jpeg.length ? 'out-of-range' : 'taken');
          if (to <= jpeg.length) held.fill(1, from, to);
        }
        const missing = new Uint8Array(jpeg.length).fill(1);
        for (const [from, to] of assembly.missing()) missing.fill(0, from, to);
        expect(missing).toEqual(held);
        const top = held.lastIndexOf(1) + 1;
        for (const [, to] of assembly.holes()) expect(to).toBeLessThanOrEqual(top);
        expect(assembly.received).toBe(held.filter((byte) => byte === 1).length);
        expect(assembly.complete).toBe(!held.includes(0));
        if (assembly.complete) expect(assembly.finish()).toEqual(jpeg);
      }),
      { numRuns: 500 },
    );
  });

  it('lets the hash decide where chunks disagree', () => {
    const jpeg = picture(100);
    const assembly = assembleFrame(100, sha256Hex(jpeg));
    assembly.add({ offset: 0, bytes: Buffer.alloc(60, 9) });
    assembly.add(piece(jpeg, 0, 100));
    expect(assembly.finish()).toEqual(jpeg);
  });

  it('asks for everything again where the whole has another hash', () => {
    const assembly = assembleFrame(10, sha256Hex('other'));
    assembly.add(piece(picture(10), 0, 10));
    expect(assembly.finish()).toBeUndefined();
    expect(assembly.mismatches).toBe(1);
    expect(assembly.missing()).toEqual([[0, 10]]);
  });

  it('refuses chunks that would scatter a frame into thousands of ranges', () => {
    const jpeg = picture(8192);
    const assembly = assembleFrame(jpeg.length, sha256Hex(jpeg));
    const outcomes = new Set<string>();
    for (let at = 0; at < jpeg.length; at += 2) outcomes.add(assembly.add(piece(jpeg, at, at + 1)));
    expect(outcomes).toEqual(new Set(['taken', 'scattered']));
    expect(assembly.missing()).toHaveLength(64);
    for (let at = 0; at < jpeg.length; at += 1024) assembly.add(piece(jpeg, at, at + 1024));
    expect(assembly.finish()).toEqual(jpeg);
  });
});
