import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/styles/tokens.css'), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

/** Text colour and the grounds that it stands on. */
const texts: [string, string[]][] = [
  ['ink', ['paper', 'card', 'leaf-soft', 'grain-soft', 'alarm-soft', 'gap-ground']],
  ['ink-soft', ['paper', 'card', 'leaf-soft']],
  ['leaf', ['paper', 'card']],
  ['leaf-deep', ['paper']],
  ['on-leaf', ['leaf', 'leaf-deep']],
  ['grain-ink', ['grain-soft']],
  ['alarm', ['card', 'paper', 'alarm-soft']],
  ['paper', ['ink']],
];
/** Shapes that carry meaning: 3 : 1 is enough [WCAG 2.2 1.4.11]. */
const shapes: [string, string[]][] = [
  ['leaf', ['paper']],
  ['water', ['card', 'water-soft']],
  ['grain', ['card']],
];

function luminance(theme: string, name: string): number {
  const [, hex = ''] = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(theme) ?? [];
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: string, one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(theme, one), luminance(theme, other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, theme) => {
  test.each(texts)('text in %s is legible on its grounds (WCAG AA)', (ink, grounds) => {
    for (const ground of grounds) expect(contrast(theme, ink, ground), ground).toBeGreaterThanOrEqual(4.5);
  });
  test.each(shapes)('shapes in %s stand out', (shape, grounds) => {
    for (const ground of grounds) expect(contrast(theme, shape, ground), ground).toBeGreaterThanOrEqual(3);
  });
});
