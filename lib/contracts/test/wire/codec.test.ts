import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, decodeJson, encodeJson, maxJsonBytes, maxJsonDepth, readingBatch } from '@fieldlapse/contracts';

const anything = z.unknown();
const code = (wanted: string, text = /./) =>
  expect.objectContaining({ code: wanted, message: expect.stringMatching(text) });
const decode = (bytes: Uint8Array | string) => decodeJson(anything, Buffer.from(bytes), 'readings');

describe('decodeJson', () => {
  it('reads JSON and gzip of it, with whatever UTF-8 text', () => {
    const value = { text: 'lúa – 稲 🌾', list: [1, null, true] };
    expect(decode(encodeJson(value))).toEqual(value);
    expect(decode(gzipSync(encodeJson(value)))).toEqual(value);
  });

  it('refuses what is not JSON', () => {
    for (const text of [
      '',
      ' ',
      '{',
      "{'a':1}",
      '{"a":NaN}',
      '{"a":Infinity}',
      '{"a":29,4}',
      '{"a":.5}',
      '{"a":1}x',
      'undefined',
    ]) {
      expect(() => decode(text)).toThrowError(code('BAD_JSON', /^readings: /));
    }
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0x80, 0x22]]) {
      expect(() => decode(Uint8Array.from(bytes))).toThrowError(code('BAD_JSON', /not UTF-8/));
    }
  });

  it('refuses broken gzip: a header alone, truncated, flipped', () => {
    const whole = gzipSync(encodeJson({ a: 'x'.repeat(500) }));
    const flipped = Buffer.from(whole);
    flipped[20] = flipped[20]! ^ 0xff;
    for (const bytes of [Buffer.from([0x1f, 0x8b]), whole.subarray(0, 15), whole.subarray(0, -1), flipped]) {
      expect(() => decode(bytes)).toThrowError(code('BAD_JSON', /broken gzip/));
    }
  });

  it('stops a gzip bomb at the limit instead of unpacking it', () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, '['));
    expect(bomb.length).toBeLessThan(maxJsonBytes);
    const before = process.memoryUsage.rss();
    expect(() => decode(bomb)).toThrowError(code('PAYLOAD_TOO_LARGE', /unpacks to more than 1048576/));
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 * 1024);
  });

  it('has one limit for plain and packed payloads', () => {
    const fits = Buffer.from(`"${'x'.repeat(maxJsonBytes - 2)}"`);
    const over = Buffer.from(`"${'x'.repeat(maxJsonBytes - 1)}"`);
    expect(decode(fits)).toHaveLength(maxJsonBytes - 2);
    expect(decode(gzipSync(fits))).toHaveLength(maxJsonBytes - 2);
    expect(() => decode(over)).toThrowError(code('PAYLOAD_TOO_LARGE', /1048577 bytes, at most 1048576/));
    expect(() => decode(gzipSync(over))).toThrowError(code('PAYLOAD_TOO_LARGE'));
  });

  it('refuses nesting beyond its depth, also a megabyte of it', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(decode(nested(maxJsonDepth))).toBeInstanceOf(Array);
    expect(() => decode(nested(maxJsonDepth + 1))).toThrowError(code('BAD_JSON', /nested deeper than 32/));
    expect(() => decode(nested(500_000))).toThrowError(code('BAD_JSON'));
    expect(() => decode('{"a":'.repeat(170_000) + '1' + '}'.repeat(170_000))).toThrowError(code('BAD_JSON'));
  });

  it('lets no __proto__ key change an object', () => {
    const text =
      '{"v":1,"id":"c","op":"o","issuedAt":1,"expiresAt":2,"__proto__":{"admin":true},"args":{"__proto__":{"admin":true},"a":{"constructor":{"prototype":{"admin":true}}}}}';
    const value = decodeJson(command, Buffer.from(text), 'command') as unknown as Record<
      string,
      Record<string, unknown>
    >;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value.admin).toBeUndefined();
    expect(value.args?.admin).toBeUndefined();
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('names the field that does not match and shows no more of the payload', () => {
    const batch = (value: unknown) => ({
      v: 1,
      boot: '1-00000000',
      from: 0,
      readings: [{ sensor: 's', quantity: 'airTempC', value, t: 1, mono: 1, clk: 'ntp' }],
    });
    const refuse = (value: unknown) => () => decodeJson(readingBatch, encodeJson(batch(value)), 'readings');
    expect(refuse('29,4')).toThrowError(
      code('BAD_PAYLOAD', /^readings: readings\.0\.value: .*expected number, received string$/),
    );
    expect(refuse({ secret: 'x' })).toThrowError(code('BAD_PAYLOAD', /received object$/));
    expect(refuse(undefined)).toThrowError(code('BAD_PAYLOAD', /readings\.0\.value/));
    expect(() => decodeJson(readingBatch, Buffer.from('[]'), 'readings')).toThrowError(
      code('BAD_PAYLOAD', /the payload/),
    );
    expect(refuse(0)()).toEqual(batch(0));
  });

  it('refuses numbers that are too large for what they are', () => {
    const text = JSON.stringify({
      v: 1,
      boot: '1-00000000',
      from: 0,
      readings: [{ sensor: 's', quantity: 'airTempC', value: 7777, t: 1, mono: 1, clk: 'ntp' }],
    });
    const decoded = (from: string, to: string) => () =>
      decodeJson(readingBatch, Buffer.from(text.replace(from, to)), 'readings');
    expect(decoded('7777', '1e999')).toThrowError(code('BAD_PAYLOAD', /value/));
    expect(decoded('"from":0', '"from":9007199254740993')).toThrowError(code('BAD_PAYLOAD', /from/));
    expect(decoded('"from":0', '"from":0.5')).toThrowError(code('BAD_PAYLOAD', /from/));
    expect(decoded('"t":1', '"t":1e15')).toThrowError(code('BAD_PAYLOAD', /t/));
  });
});
