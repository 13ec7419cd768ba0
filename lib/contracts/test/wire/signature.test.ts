import { describe, expect, it } from 'vitest';
import { canonicalJson, configSignature, isConfigSignedBy, sha256Hex } from '@fieldlapse/contracts';

describe('canonicalJson', () => {
  it('sorts keys by code unit at every level, also those that look like numbers, and keeps lists', () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }], a: { 9: 1, 10: 2, Z: 0 } })).toBe(
      '{"a":{"10":2,"9":1,"Z":0},"b":[{"x":2,"y":1}]}',
    );
  });

  it('writes scalars as JSON does and leaves out undefined fields', () => {
    expect(canonicalJson({ a: undefined, b: null, c: 0.1, d: 'ruộng "A"\n' })).toBe(
      '{"b":null,"c":0.1,"d":"ruộng \\"A\\"\\n"}',
    );
  });

  it('keeps a __proto__ key as a key', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
  });
});

describe('configSignature', () => {
  const key = sha256Hex('token');
  const desired = { rev: 3, config: { b: 1, a: { d: 2, c: 3 } } };

  it('does not depend on the order in which fields were written', () => {
    expect(configSignature(key, { config: { a: { c: 3, d: 2 }, b: 1 }, rev: 3 })).toBe(configSignature(key, desired));
  });

  it('is accepted with its own token, revision and configuration alone', () => {
    const signed = { v: 1 as const, ...desired, signature: configSignature(key, desired) };
    expect(isConfigSignedBy(key, signed)).toBe(true);
    expect(isConfigSignedBy(sha256Hex('other'), signed)).toBe(false);
    expect(isConfigSignedBy(key, { ...signed, rev: 4 })).toBe(false);
    expect(isConfigSignedBy(key, { ...signed, config: { b: 1, a: { d: 2, c: 4 } } })).toBe(false);
    expect(isConfigSignedBy(key, { ...signed, signature: '0'.repeat(64) })).toBe(false);
  });
});
