import { expect, it } from 'vitest';
import { labelCodeText, parseLabelCode } from '@fieldlapse/proof';

const head = 'A'.repeat(43);

it('the address of a label is read as it was written, whatever characters a lot may have', () => {
  for (const lot of ['CKH-2026-01', 'a/b', 'x%y?z#1']) {
    const text = labelCodeText('https://farm.example/', { gtin: '09520000010010', lot, head });
    expect(parseLabelCode(text)).toEqual({ gtin: '09520000010010', lot, head });
  }
});

it.each([
  'https://farm.example/01/09520000010010/10/L',
  `https://farm.example/01/9520000010010/10/L#h=${head}`,
  `https://farm.example/01/09520000010010/10/L#h=${head}A`,
  `https://farm.example/01/09520000010010/10/L?x=1#h=${head}`,
  `https://farm.example/01/09520000010010/10/%E0%A4%A#h=${head}`,
  'nothing',
])('%s is no address of a label', (text) => {
  expect(() => parseLabelCode(text)).toThrow('qrWrong');
});
