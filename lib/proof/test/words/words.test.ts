import { expect, it } from 'vitest';
import { sayReason, words } from '@fieldlapse/proof';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

it('both languages say every reason with the same values', () => {
  for (const [code, text] of Object.entries(words.en.reasons))
    expect(places(words.vi.reasons[code as keyof typeof words.vi.reasons]), code).toEqual(places(text));
});

it('a reason becomes a sentence with its values in place', () => {
  const gap = { code: 'chainGap', values: { seq: 5, chain: 1 } } as const;
  expect(sayReason(gap, 'en')).toBe('Gap at 5 of chain 1: an entry is missing.');
  expect(sayReason(gap, 'vi')).toBe('Đứt quãng ở vị trí 5 của chuỗi 1: thiếu một mục.');
});
