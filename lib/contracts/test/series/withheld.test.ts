import { expect, it } from 'vitest';
import { withheldReasons } from '../../src/index.ts';

it.each(Object.entries(withheldReasons))('%s is said in both languages, each in its own words', (_, { vi, en }) => {
  expect(vi).not.toBe('');
  expect(en).not.toBe('');
  expect(vi).not.toBe(en);
});
