import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { FieldlapseError, decodeJson, encodeJson, frameMeta, sha256Hex, type FrameMeta } from '@fieldlapse/contracts';

/**
 * A frame on the card describes itself, so that the index can always be rebuilt:
 * `"FLSF" · version u16 · reserved u16 · length of the JSON u32 · CRC32 of all that and the JSON u32 · JSON · JPEG`,
 * big endian. The JPEG's SHA-256 is in the JSON.
 */
const magic = 0x464c5346;
const version = 1;
const headBytes = 16;
const maxJsonBytes = 16 * 1024;

export function encodeFrameFile(meta: FrameMeta, jpeg: Uint8Array): Buffer {
  const json = encodeJson(meta);
  const file = Buffer.allocUnsafe(headBytes + json.length + jpeg.length);
  file.writeUInt32BE(magic, 0);
  file.writeUInt16BE(version, 4);
  file.writeUInt16BE(0, 6);
  file.writeUInt32BE(json.length, 8);
  file.writeUInt32BE(crc32(json, crc32(file.subarray(0, 12))), 12);
  json.copy(file, headBytes);
  file.set(jpeg, headBytes + json.length);
  return file;
}

/** Reads the head of a frame file, never its picture; throws `SPOOL_CORRUPT` where head or size is wrong. */
export async function readFrameHead(path: string): Promise<{ meta: FrameMeta; fileBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(Math.min(size, 2048));
    await file.read(start, 0, start.length, 0);
    const needed = headBytes + (start.length >= headBytes ? Math.min(start.readUInt32BE(8), maxJsonBytes) : 0);
    const head = needed <= start.length ? start : Buffer.alloc(Math.min(size, needed));
    if (head !== start) await file.read(head, 0, head.length, 0);
    const { meta, jpegAt } = parseHead(head, path);
    if (size !== jpegAt + meta.bytes) throw corrupt(path, `${size} bytes, expected ${jpegAt + meta.bytes}`);
    return { meta, fileBytes: size };
  } finally {
    await file.close();
  }
}

/** Reads and proves a whole frame; throws `SPOOL_CORRUPT` where its SHA-256 differs. */
export async function readFrameFile(path: string): Promise<{ meta: FrameMeta; jpeg: Buffer }> {
  const file = await readFile(path);
  const { meta, jpegAt } = parseHead(file, path);
  const jpeg = file.subarray(jpegAt);
  if (jpeg.length !== meta.bytes || sha256Hex(jpeg) !== meta.sha256) throw corrupt(path, 'SHA-256 does not match');
  return { meta, jpeg };
}

function parseHead(head: Buffer, path: string): { meta: FrameMeta; jpegAt: number } {
  if (head.length < headBytes || head.readUInt32BE(0) !== magic) throw corrupt(path, 'not a frame file');
  if (head.readUInt16BE(4) !== version) throw corrupt(path, `version ${head.readUInt16BE(4)}, expected ${version}`);
  const jpegAt = headBytes + head.readUInt32BE(8);
  if (jpegAt > head.length) throw corrupt(path, 'truncated head');
  const json = head.subarray(headBytes, jpegAt);
  if (crc32(json, crc32(head.subarray(0, 12))) !== head.readUInt32BE(12)) throw corrupt(path, 'CRC32 does not match');
  return { meta: decodeJson(frameMeta, json, path), jpegAt };
}

function corrupt(path: string, why: string): FieldlapseError {
  return new FieldlapseError('SPOOL_CORRUPT', `${path}: ${why}`);
}
