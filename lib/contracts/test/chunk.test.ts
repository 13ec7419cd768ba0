import { describe, expect, it } from 'vitest';
import { chunkHeaderBytes, decodeChunk, encodeChunk, maxChunkBytes } from '@fieldlapse/contracts';

const bytes = Buffer.from('jpeg bytes of a field');
const wrong = (text: RegExp) => expect.objectContaining({ code: 'BAD_CHUNK', message: expect.stringMatching(text) });

/** The packet with one change. */
function changed(change: (packet: Buffer) => Buffer | void): Buffer {
  const packet = encodeChunk({ offset: 7, bytes });
  return change(packet) ?? packet;
}

describe('chunk codec', () => {
  it('gives back offset and bytes, from the smallest to the largest', () => {
    for (const [offset, length] of [
      [0, 1],
      [2 ** 32 - 1, 2],
      [65_536, maxChunkBytes],
    ] as const) {
      const content = Buffer.alloc(length, offset % 251);
      const chunk = decodeChunk(encodeChunk({ offset, bytes: content }));
      expect(chunk.offset).toBe(offset);
      expect(Buffer.compare(chunk.bytes, content)).toBe(0);
    }
  });

  it('reads a packet that lies inside a larger buffer', () => {
    const packet = encodeChunk({ offset: 3, bytes });
    const inside = new Uint8Array(Buffer.concat([Buffer.alloc(5), packet, Buffer.alloc(5)])).subarray(
      5,
      5 + packet.length,
    );
    expect(Buffer.from(decodeChunk(inside).bytes)).toEqual(bytes);
  });

  it('leaves flags and reserved bytes to later senders', () => {
    const packet = changed((whole) => void whole.fill(0xff, 1, 4));
    expect(decodeChunk(packet).offset).toBe(7);
  });

  it.each([
    ['an empty packet', changed(() => Buffer.alloc(0)), /shorter than its 16-byte header/],
    ['half a header', changed((packet) => packet.subarray(0, 15)), /shorter than its 16-byte header/],
    ['a header alone', changed((packet) => packet.subarray(0, 16)), /does not match the packet/],
    ['another version', changed((packet) => void (packet[0] = 2)), /version 2, expected 1/],
    ['a length of 0', changed((packet) => void packet.writeUInt32BE(0, 8)), /length 0, expected 1–131072/],
    ['a length above the limit', changed((packet) => void packet.writeUInt32BE(maxChunkBytes + 1, 8)), /length 131073/],
    ['a truncated packet', changed((packet) => packet.subarray(0, -1)), /does not match the packet/],
    ['a packet that goes on', changed((packet) => Buffer.concat([packet, bytes])), /does not match the packet/],
    ['a flipped bit', changed((packet) => void (packet[chunkHeaderBytes] = packet[chunkHeaderBytes]! ^ 1)), /CRC32/],
  ])('refuses %s and says why', (_what, packet, why) => {
    expect(() => decodeChunk(packet)).toThrowError(wrong(why));
  });

  it('does not build what it would not read', () => {
    expect(() => encodeChunk({ offset: 0, bytes: Buffer.alloc(0) })).toThrowError(wrong(/1–131072 bytes, not 0/));
    expect(() => encodeChunk({ offset: 0, bytes: Buffer.alloc(maxChunkBytes + 1) })).toThrowError(wrong(/not 131073/));
  });
});
