import { crc32 } from 'node:zlib';

/**
 * A record of a segment: magic, bytes of the text, number of lines, CRC-32 of what follows the magic but itself; each
 * 4 bytes, big-endian; then lines of line protocol in UTF-8, parted by line breaks.
 */
const magic = 0x464c5331; // FLS1
const headerBytes = 16;
const mostRecordBytes = 256 * 1024;
const mostRecordLines = 5000;

/** A read of so many bytes holds at least one whole record. */
export const readBytes = 1024 * 1024;

/** Writes lines as records, one after another, each small enough to be read in one piece ({@link readBytes}). */
export function encodeRecords(lines: readonly string[]): Buffer {
  const records: Buffer[] = [];
  let start = 0;
  let bytes = 0;
  for (const [at, { length }] of lines.entries()) {
    const isFull = at - start === mostRecordLines || bytes + 3 * length > mostRecordBytes;
    if (isFull && at > start) {
      records.push(encode(lines.slice(start, at)));
      [start, bytes] = [at, 0];
    }
    bytes += 3 * length + 1; // At most, in UTF-8.
  }
  return Buffer.concat([...records, encode(lines.slice(start))]);
}

function encode(lines: readonly string[]): Buffer {
  const text = Buffer.from(lines.join('\n'));
  const bytes = Buffer.alloc(headerBytes + text.length);
  bytes.writeUInt32BE(magic, 0);
  bytes.writeUInt32BE(text.length, 4);
  bytes.writeUInt32BE(lines.length, 8);
  text.copy(bytes, headerBytes);
  bytes.writeUInt32BE(checksum(bytes, 0, bytes.length), 12);
  return bytes;
}

/** What stands at a place of a segment. */
export type Found =
  | { readonly found: 'record'; readonly lines: number; readonly text: () => string[]; readonly end: number }
  /** More bytes are needed to tell. */
  | { readonly found: 'cut' }
  /** No record begins here. `next`: where one may. */
  | { readonly found: 'broken'; readonly next: number };

export function recordAt(bytes: Buffer, at: number): Found {
  if (bytes.length - at < headerBytes) return { found: 'cut' };
  const textBytes = bytes.readUInt32BE(at + 4);
  const isHeader = bytes.readUInt32BE(at) === magic && textBytes <= readBytes - headerBytes;
  if (!isHeader) return broken(bytes, at);
  const end = at + headerBytes + textBytes;
  if (end > bytes.length) return { found: 'cut' };
  if (bytes.readUInt32BE(at + 12) !== checksum(bytes, at, end)) return broken(bytes, at);
  const text = () => bytes.toString('utf8', at + headerBytes, end).split('\n');
  return { found: 'record', lines: bytes.readUInt32BE(at + 8), text, end };
}

function broken(bytes: Buffer, at: number): Found {
  const next = bytes.indexOf('FLS1', at + 1);
  return { found: 'broken', next: next < 0 ? Math.max(at + 1, bytes.length - 3) : next };
}

function checksum(bytes: Buffer, at: number, end: number): number {
  return crc32(bytes.subarray(at + headerBytes, end), crc32(bytes.subarray(at + 4, at + 12)));
}
