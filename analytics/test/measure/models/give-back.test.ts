import { expect, it } from 'vitest';
import { giveBack } from '../../../src/index.ts';

it('what is given back is empty', () => {
  const numbers = new Float32Array(1000);
  giveBack(numbers);
  expect(numbers.length).toBe(0);
});

it('memory that others share stays', () => {
  const [own, other] = [Buffer.from('own'), Buffer.from('other')];
  giveBack(own);
  expect([own.toString(), other.toString()]).toEqual(['own', 'other']);
});
