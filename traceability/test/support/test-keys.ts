import { createHash } from 'node:crypto';
import { signerOf, toBase64Url, type JsonObject } from '@fieldlapse/proof';
import type { KeyRing } from '../../src/index.ts';

export const origin = 'log.example/test';
const seedOf = (name: string): Uint8Array => createHash('sha256').update(name).digest();

/** Public test keys: the same in every run. */
export const testKeys: KeyRing = {
  origin,
  chain: toBase64Url(seedOf('own chain').subarray(0, 16)),
  signers: [signerOf(origin, 'log', seedOf('log key'))],
};

export const lotTag = (name: string): string => toBase64Url(seedOf(name).subarray(0, 16));

export const event = (number: number): JsonObject => ({
  type: 'ObjectEvent',
  eventID: `urn:test:${number}`,
  eventTime: new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString(),
  'agri:note': `tưới nước ${number}`,
});
