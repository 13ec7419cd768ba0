import { expect, it } from 'vitest';
import {
  checkChain,
  entryHead,
  entryText,
  parseEntry,
  toBase64Url,
  type Entry,
  type EntryBody,
} from '@fieldlapse/proof';

const tag = toBase64Url(new Uint8Array(16).fill(1));
const hash = toBase64Url(new Uint8Array(32).fill(2));
const place = { l: tag, p: '', s: 0 };

it.each<EntryBody>([
  { k: 'ev', c: hash },
  { k: 'link', parents: [{ l: tag, h: hash, n: 3 }] },
  { k: 'label', g: '09520000010010', b: 'LOT-1' },
  { k: 'release' },
  { k: 'erase', e: 4 },
  { k: 'key', key: 'log.example+00000000+AAAA', op: 'add' },
  { k: 'key', key: 'log.example+00000000+AAAA', op: 'add', from: { o: 'old.example', n: 7, h: hash } },
])('an entry of kind $k is read as it was written', (body) => {
  expect(parseEntry(entryText({ ...body, ...place }))).toEqual({ ...body, ...place });
});

const text = entryText({ k: 'ev', c: hash, ...place });

it.each([
  ['a space', text.replace(',', ', '), 'entryNotCanonical'],
  ['keys in another order', `{"k":"ev",${text.slice(1).replace('"k":"ev",', '')}`, 'entryNotCanonical'],
  ['a number in another form', text.replace('"s":0', '"s":0.0'), 'entryNotCanonical'],
  ['a field of its own', text.replace('{', '{"a":1,'), 'badEntry'],
  ['another version', text.replace('"v":1', '"v":2'), 'badEntry'],
  ['a kind that is none', text.replace('"ev"', '"toString"'), 'badEntry'],
  ['a short hash', text.replace(hash, hash.slice(1)), 'badEntry'],
  ['no link to the one before', text.replace('"s":0', '"s":1'), 'badEntry'],
  ['a link before the first', text.replace('"p":""', `"p":"${hash}"`), 'badEntry'],
  ['a negative place', text.replace('"s":0', '"s":-1'), 'badEntry'],
  ['nothing', '', 'badEntry'],
  ['a list', '[]', 'badEntry'],
])('an entry with %s is refused', (_what, wrong, code) => {
  expect(() => parseEntry(wrong)).toThrow(code);
});

const chain = (bodies: readonly EntryBody[]) => {
  let p = '';
  return bodies.map((body, s) => {
    const entry: Entry = { ...body, l: tag, p, s };
    p = entryHead(entryText(entry));
    return { text: entryText(entry), entry };
  });
};
const events = Array.from({ length: 8 }, (_, at): EntryBody => ({
  k: 'ev',
  c: toBase64Url(new Uint8Array(32).fill(at)),
}));

it('a whole chain has a head; one that lacks an entry, repeats or exchanges two has none', () => {
  const whole = chain(events);
  expect(checkChain(tag, whole)).toBe(entryHead(whole.at(-1)!.text));
  expect(() => checkChain(tag, whole.toSpliced(5, 1))).toThrow('chainGap {"seq":5}');
  expect(() => checkChain(tag, whole.slice(1))).toThrow('chainGap {"seq":0}');
  expect(() => checkChain(tag, whole.toSpliced(3, 0, whole[2]!))).toThrow('chainOrder {"seq":3}');
  expect(() => checkChain(toBase64Url(new Uint8Array(16)), whole)).toThrow('chainTag');
  const [other] = chain([{ k: 'release' }]);
  expect(() => checkChain(tag, [other!, ...whole.slice(1)])).toThrow('chainLink {"seq":1}');
  expect(() => checkChain(tag, chain([events[0]!, { k: 'link', parents: [{ l: tag, h: hash, n: 1 }] }]))).toThrow(
    'linkPlace',
  );
});
