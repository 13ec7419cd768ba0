import { expect, test } from 'vitest';
import { firstSpan, isSpan, mayGrow } from '../../../src/film/spans/span.ts';

test('a camera shows its season from the third day on', () => {
  expect(firstSpan({ firstDay: null, lastDay: null })).toBe('full');
  expect(firstSpan({ firstDay: '2026-11-01', lastDay: '2026-11-02' })).toBe('full');
  expect(firstSpan({ firstDay: '2026-11-01', lastDay: '2026-11-03' })).toBe('season');
});

test('only spans that the server knows are taken from the address', () => {
  for (const span of ['full', 'season', '2026-11-01', '2026-11-01..2026-11-24', 'season:2026-11-01..2026-11-24'])
    expect(isSpan(span), span).toBe(true);
  for (const span of ['', 'seasons', 'season:', '2026-11', 'full/..', '2026-11-01...2026-11-24'])
    expect(isSpan(span), span).toBe(false);
});

test('a film grows where it has no end or ends with the last day', () => {
  for (const span of ['full', 'season', '2026-11-24', '2026-11-01..2026-11-24'])
    expect(mayGrow(span, '2026-11-24')).toBe(true);
  expect(mayGrow('2026-11-23', '2026-11-24')).toBe(false);
  expect(mayGrow('season:2026-05-01..2026-08-24', '2026-11-24')).toBe(false);
});
