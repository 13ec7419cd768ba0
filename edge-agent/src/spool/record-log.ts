import { crc32 } from 'node:zlib';

/**
 * Records in an append-only file: `F1 E1 DA 01 · length u32 · CRC32 of the payload u32 · payload`, big endian. The magic
 * cannot occur in UTF-8, so that a reader which meets damage finds the next record.
 */
const magic = Buffer.from([0xf1, 0xe1, 0xda, 0x01]);
const headBytes = 12;
const maxRecordBytes = 64 * 1024;

export function encodeRecord(payload: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(payload));
  const record = Buffer.allocUnsafe(headBytes + json.length);
  magic.copy(record, 0);
  record.writeUInt32BE(json.length, 4);
  record.writeUInt32BE(crc32(json), 8);
  json.copy(record, headBytes);
  return record;
}

/** What a log holds: the payloads that are whole, and where bytes `[from, to)` are damaged. */
export interface RecordScan {
  readonly payloads: unknown[];
  readonly torn: { from: number; to: number }[];
}

/** Reads every whole record and skips over damage to the next one; never throws. */
export function scanRecords(log: Buffer): RecordScan {
  const payloads: unknown[] = [];
  const torn: { from: number; to: number }[] = [];
  let at = 0;
  while (at < log.length) {
    const record = recordAt(log, at);
    if (record) {
      payloads.push(record.payload);
      at = record.end;
      continue;
    }
    const next = nextWhole(log, at + 1);
    torn.push({ from: at, to: next });
    at = next;
  }
  return { payloads, torn };
}

function nextWhole(log: Buffer, from: number): number {
  for (let at = log.indexOf(magic, from); at >= 0; at = log.indexOf(magic, at + 1)) {
    if (recordAt(log, at)) return at;
  }
  return log.length;
}

function recordAt(log: Buffer, at: number): { payload: unknown; end: number } | undefined {
  if (at + headBytes > log.length || log.compare(magic, 0, magic.length, at, at + magic.length) !== 0) return undefined;
  const length = log.readUInt32BE(at + 4);
  const end = at + headBytes + length;
  if (length > maxRecordBytes || end > log.length) return undefined;
  const json = log.subarray(at + headBytes, end);
  if (crc32(json) !== log.readUInt32BE(at + 8)) return undefined;
  return { payload: JSON.parse(json.toString()) as unknown, end };
}
