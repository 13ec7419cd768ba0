import { describe, expect, it } from 'vitest';
import { maxReadingsPerBatch, quantityNames } from '@fieldlapse/contracts';
import { goldenValues } from '../golden-values.ts';
import { blamed, changed, itHolds } from './limits.ts';

describe('readings', () => {
  itHolds('readings', [
    [['from'], [0, 2 ** 48], [-1, 0.5, 2 ** 48 + 1, '0']],
    [['readings'], [], [[], undefined, {}]],
    [['readings', 0, 'sensor'], ['a'], ['', 'A', '../a']],
    [['readings', 0, 'quantity'], quantityNames, ['temp', '', '__proto__', 'constructor']],
    [
      ['readings', 0, 'value'],
      [0, -0.5, 29.4, 1e300, null],
      ['29,4', '29.4', '', true, undefined, [1]],
    ],
    [['readings', 0, 't'], [0], [-1, 1.5, undefined]],
    [['readings', 0, 'clk'], ['none'], ['', undefined]],
    [['readings', 2, 'fault'], [undefined, 'x'.repeat(500)], ['x'.repeat(501)]],
  ]);

  it('a batch has at most its limit of readings', () => {
    const { readings } = goldenValues.readings!.value as { readings: unknown[] };
    const batch = (length: number) => changed('readings', ['readings'], Array(length).fill(readings[0]));
    expect(blamed('readings', batch(maxReadingsPerBatch))).toBe('accepted');
    expect(blamed('readings', batch(maxReadingsPerBatch + 1))).toBe('readings');
  });
});
