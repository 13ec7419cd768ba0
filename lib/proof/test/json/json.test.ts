import { describe, expect, it } from 'vitest';
import { canonicalText, parseJson, toHex, utf8 } from '@fieldlapse/proof';
import { haveVectors, readVector } from '../vectors.ts';

describe.skipIf(!haveVectors('jcs'))('the vectors of RFC 8785', () => {
  it.each(['arrays', 'french', 'structures'])('%s', (name) => {
    const text = canonicalText(parseJson(readVector(`jcs/input/${name}.json`)));
    expect(text).toBe(readVector(`jcs/output/${name}.json`));
    expect(toHex(utf8(text))).toBe(readVector(`jcs/outhex/${name}.txt`).replaceAll(/\s/g, ''));
  });
});

it('JSON that two readers could take differently is refused', () => {
  const wrong = [
    ...['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '"\\ud800"', '"\\udc00\\ud800"', '"\ud800"', '{"\\ud800":1}'],
    ...['01', '+1', '1.', '.5', '0x1', '1e999', '-1e999', 'NaN', 'Infinity', '9007199254740992', '-9007199254740993'],
    ...['', ' ', '{', '[1,]', '{"a":1,}', '{a:1}', "'a'", '"a', '"\u0001"', '"\\x41"', '1 2', 'nul', '\ufeff1', '[1]x'],
    '['.repeat(100) + ']'.repeat(100),
  ];
  expect(wrong.filter((text) => !refuses(text))).toEqual([]);
});

function refuses(text: string): boolean {
  try {
    parseJson(text);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('badJson');
  }
}

it('everything else means what JSON.parse says', () => {
  const texts = [
    'null',
    ' [ 1 , 2.50e-1, -0, "\\u00e9\\n\\"" ] ',
    '{"b":{"x":[]},"a":{},"10":1,"9":true}',
    '1E30',
    '333333333.33333329',
  ];
  for (const text of texts) expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
});

it('keys stand in UTF-16 order, also those that JavaScript keeps in another, and __proto__ is a key', () => {
  expect(canonicalText(parseJson('{"10":1,"9":2,"a":3,"\\ufb33":4,"\\ud83d\\ude00":5}'))).toBe(
    '{"10":1,"9":2,"a":3,"\u{1f600}":5,"\ufb33":4}',
  );
  expect(canonicalText(parseJson('{"__proto__":{"x":1},"constructor":2}'))).toBe(
    '{"__proto__":{"x":1},"constructor":2}',
  );
});

it('what has no canonical text is refused', () => {
  for (const value of [NaN, Infinity, '\ud800', undefined])
    expect(() => canonicalText(value as never)).toThrow('badJson');
});
