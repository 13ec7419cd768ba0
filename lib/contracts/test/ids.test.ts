import { describe, expect, it } from 'vitest';
import {
  frameIdOf,
  importDeviceOf,
  isImportDevice,
  parseBootId,
  parseCameraName,
  parseDeviceId,
  parseFrameId,
  parseSensorName,
  parseSiteId,
  sha256Hex,
} from '@fieldlapse/contracts';

describe('ids', () => {
  it.each(['a', '7', 'farm-1', '0-0', 'a'.repeat(32)])('%j names a site, device, camera or sensor', (text) => {
    for (const parse of [parseSiteId, parseDeviceId, parseCameraName, parseSensorName]) expect(parse(text)).toBe(text);
  });

  it.each([
    '',
    '-a',
    'A',
    'ruộng',
    'a b',
    'a/b',
    '../a',
    '.',
    '+',
    '#',
    '_',
    'a\n',
    '\na',
    'a\0',
    'a'.repeat(33),
    'a.b',
  ])('%j is refused with the rule, by every parser', (text) => {
    for (const parse of [parseSiteId, parseDeviceId, parseCameraName, parseSensorName, parseFrameId, parseBootId]) {
      expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'BAD_ID' }));
    }
    expect(() => parseSiteId(text)).toThrowError(/use 1–32 of a–z, 0–9 and -/);
  });

  it('a refused id is shown cut off and escaped', () => {
    expect(() => parseSiteId(`${'x'.repeat(10_000)}\n`)).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('x'.repeat(65)) }),
    );
    expect(() => parseSiteId('a\u001b[31m')).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('\u001b') }),
    );
  });

  it('the device of an import is known from those in the field', () => {
    expect(importDeviceOf(parseCameraName('field'))).toBe('import-field');
    expect([isImportDevice('import-field'), isImportDevice('node-1'), isImportDevice('important')]).toEqual([true, false, false]); // prettier-ignore
    expect(() => importDeviceOf(parseCameraName('x'.repeat(32)))).toThrowError(/device id/);
  });

  it('a boot id is a counter and a random part, or the word import', () => {
    for (const text of ['12-9f3a6c01', '0-00000000', '9999999999-ffffffff', 'import'])
      expect(parseBootId(text)).toBe(text);
    for (const text of [
      'imports',
      '12',
      '12-9F3A6C01',
      '12-9f3a6c0',
      '12-9f3a6c011',
      '12345678901-9f3a6c01',
      '-9f3a6c01',
    ]) {
      expect(() => parseBootId(text)).toThrowError(expect.objectContaining({ code: 'BAD_ID' }));
    }
  });

  it('a frame id is 26 characters of base32 in lower case', () => {
    expect(parseFrameId('k55iosdkr2qbzk7uop7w72k4uy')).toBe('k55iosdkr2qbzk7uop7w72k4uy');
    for (const text of ['a'.repeat(25), 'a'.repeat(27), 'A'.repeat(26), '1'.repeat(26), '8'.repeat(26)]) {
      expect(() => parseFrameId(text)).toThrowError(expect.objectContaining({ code: 'BAD_ID' }));
    }
  });
});

describe('frameIdOf', () => {
  const frame = { device: 'node-7', camera: 'cam', boot: '1-00000000', seq: 5, sha256: sha256Hex('jpeg') };

  it('gives the same id for the same frame and another when any part differs', () => {
    const others = [
      { device: 'node-8' },
      { camera: 'cam-2' },
      { boot: '2-00000000' },
      { seq: 6 },
      { sha256: sha256Hex('other') },
    ];
    const ids = [frame, ...others.map((other) => ({ ...frame, ...other }))].map(frameIdOf);
    expect(new Set(ids).size).toBe(6);
    expect(frameIdOf({ ...frame })).toBe(ids[0]);
    for (const id of ids) expect(parseFrameId(id)).toBe(id);
  });

  it('keeps parts apart: what moves from one to the next is another frame', () => {
    expect(frameIdOf({ ...frame, device: 'a', camera: 'bc' })).not.toBe(
      frameIdOf({ ...frame, device: 'ab', camera: 'c' }),
    );
    expect(frameIdOf({ ...frame, boot: '1-00000000', seq: 15 })).not.toBe(
      frameIdOf({ ...frame, boot: '1-000000001', seq: 5 }),
    );
  });
});

it('sha256Hex hashes text as UTF-8 bytes', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('ruộng')).toBe(sha256Hex(Buffer.from('ruộng')));
});
