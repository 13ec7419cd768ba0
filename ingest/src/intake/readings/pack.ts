import { gunzipSync, gzipSync } from 'node:zlib';
import type { Reading } from '@fieldlapse/contracts';

// Level 1: a batch is packed in a third of the time and is about a tenth larger.
const level = 1;

/** Readings as they are stored: gzip of their JSON array. */
export function packReadings(readings: readonly Reading[]): Buffer {
  return gzipSync(JSON.stringify(readings), { level });
}

/** Readings out of {@link packReadings}, trusted: intake checked them when they came. */
export function unpackReadings(packed: Uint8Array): Reading[] {
  return JSON.parse(gunzipSync(packed).toString('utf8')) as Reading[];
}
