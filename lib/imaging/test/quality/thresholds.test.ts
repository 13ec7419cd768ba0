import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gateThresholds } from '../../src/index.ts';

describe('gateThresholds', () => {
  it('stand in docs/quality.md, every one, with number, unit and source, and no others', () => {
    const page = readFileSync(new URL('../../../../docs/quality.md', import.meta.url), 'utf8');
    const [, section = ''] = page.split('## Thresholds');
    const rows = section
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, -1).map((text) => text.trim())); // prettier-ignore
    const expected = Object.entries(gateThresholds).map(([name, { number, unit, source }]) => [`\`${name}\``, String(number), unit, source]); // prettier-ignore
    expect(rows).toEqual(expected);
  });
});
