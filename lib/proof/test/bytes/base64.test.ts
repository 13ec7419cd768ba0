import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from '@fieldlapse/proof';

it('bytes come back, in the text that everybody writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }),
  );
});

it('a second text for the same bytes is refused', () => {
  const wrong = ['QQ', 'QQ=', 'QR==', 'QUJ=', 'QQ==\n', 'Q Q==', 'QQ==QQ==', '=', '====', 'Q', '-_8=', 'QÀ=='];
  for (const text of wrong) expect(() => fromBase64(text), text).toThrow('badBase64');
  for (const text of ['QQ==', 'QR', 'Q', '+/8', 'QQ ']) expect(() => fromBase64Url(text), text).toThrow('badBase64');
});
