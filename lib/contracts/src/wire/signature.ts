import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DesiredConfig } from './down.ts';

/**
 * JSON without spaces whose object keys stand in UTF-16 code-unit order at every level [RFC 8785]; undefined fields are
 * left out. Written out here because a JavaScript object cannot hold the keys "10" and "9" in that order.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
}

/** Signature of a desired configuration: hex HMAC-SHA-256 over {@link canonicalJson}, keyed by the 32 bytes of SHA-256(token). */
export function configSignature(tokenSha256Hex: string, desired: Pick<DesiredConfig, 'rev' | 'config'>): string {
  const text = canonicalJson({ rev: desired.rev, config: desired.config });
  return createHmac('sha256', Buffer.from(tokenSha256Hex, 'hex')).update(text).digest('hex');
}

/** True where the configuration was signed by a holder of SHA-256(token); compares in constant time. */
export function isConfigSignedBy(tokenSha256Hex: string, desired: DesiredConfig): boolean {
  const expected = Buffer.from(configSignature(tokenSha256Hex, desired), 'hex');
  return timingSafeEqual(expected, Buffer.from(desired.signature, 'hex'));
}
