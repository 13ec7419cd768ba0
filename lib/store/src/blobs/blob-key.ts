import { FieldlapseError } from '@fieldlapse/contracts';

const keyPattern = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;
const prefixPattern = /^([a-z0-9][a-z0-9._-]*\/)*([a-z0-9][a-z0-9._-]*)?$/;
const maxKeyLength = 512;
const maxSegmentLength = 128;

/** Refuses, as `BAD_BLOB_KEY`, a key that is not `/`-separated segments of at most 128 characters, 512 in all. */
export function checkBlobKey(key: string): void {
  if (!fits(key) || !keyPattern.test(key)) throw badKey('blob key', key);
}

/** Refuses, as `BAD_BLOB_KEY`, a prefix that no key can start with; the empty one is every key's. */
export function checkBlobPrefix(prefix: string): void {
  if (!fits(prefix) || !prefixPattern.test(prefix)) throw badKey('blob prefix', prefix);
}

function fits(key: string): boolean {
  return key.length <= maxKeyLength && key.split('/').every((segment) => segment.length <= maxSegmentLength);
}

function badKey(kind: string, key: string): FieldlapseError {
  const shown = JSON.stringify(key.slice(0, 80));
  return new FieldlapseError('BAD_BLOB_KEY', `${kind} ${shown}: use lower-case segments like frames/gate/2026.jpg`);
}
