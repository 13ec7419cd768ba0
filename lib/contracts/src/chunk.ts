import { crc32 } from 'node:zlib';
import { FieldlapseError } from './errors/error.ts';

/**
 * A piece of a frame on the wire: a header of 16 bytes, then the bytes themselves.
 * `version u8 · flags u8 · reserved u16 · offset u32 · length u32 · CRC32 of the bytes u32`, big endian.
 */
export interface Chunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export const chunkHeaderBytes = 16;
export const minChunkBytes = 8 * 1024;
export const defaultChunkBytes = 32 * 1024;
export const maxChunkBytes = 128 * 1024;
const chunkVersion = 1;

/** The packet of a chunk; throws `BAD_CHUNK` where it is empty or longer than {@link maxChunkBytes}. */
export function encodeChunk(chunk: Chunk): Buffer {
  if (chunk.bytes.length === 0 || chunk.bytes.length > maxChunkBytes) {
    throw new FieldlapseError('BAD_CHUNK', `a chunk has 1–${maxChunkBytes} bytes, not ${chunk.bytes.length}`);
  }
  const packet = Buffer.allocUnsafe(chunkHeaderBytes + chunk.bytes.length);
  packet.writeUInt8(chunkVersion, 0);
  packet.writeUInt8(0, 1);
  packet.writeUInt16BE(0, 2);
  packet.writeUInt32BE(chunk.offset, 4);
  packet.writeUInt32BE(chunk.bytes.length, 8);
  packet.writeUInt32BE(crc32(chunk.bytes), 12);
  packet.set(chunk.bytes, chunkHeaderBytes);
  return packet;
}

/** The chunk in a packet (a view, not a copy); throws `BAD_CHUNK` saying which header field is wrong. */
export function decodeChunk(packet: Uint8Array): Chunk {
  const wrong = (why: string) => new FieldlapseError('BAD_CHUNK', `chunk of ${packet.length} bytes: ${why}`);
  if (packet.length < chunkHeaderBytes) throw wrong(`shorter than its ${chunkHeaderBytes}-byte header`);
  const view = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  if (view.readUInt8(0) !== chunkVersion) throw wrong(`version ${view.readUInt8(0)}, expected ${chunkVersion}`);
  const length = view.readUInt32BE(8);
  if (length === 0 || length > maxChunkBytes) throw wrong(`length ${length}, expected 1–${maxChunkBytes}`);
  if (length !== packet.length - chunkHeaderBytes) throw wrong(`length ${length} does not match the packet`);
  const bytes = view.subarray(chunkHeaderBytes);
  if (crc32(bytes) !== view.readUInt32BE(12)) throw wrong('CRC32 does not match');
  return { offset: view.readUInt32BE(4), bytes };
}
