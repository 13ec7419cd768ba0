import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyTone, decodeFor, measureLight, toneCurve, type Area } from '@fieldlapse/imaging';
import { describe, expect, it } from 'vitest';
import type { LitFrame } from '../../../src/timelapse/light/deflicker.ts';
import { gainsOf, meanChange } from './pictures.ts';

const folder = '../shared/data/images/timelapse-wetland';
const absent = !existsSync(folder);
/** The camera writes above and below its picture, and a mark into its corner. */
const area: Area = {
  captions: [
    { left: 0, top: 0, right: 1, bottom: 0.024 },
    { left: 0, top: 0.976, right: 1, bottom: 1 },
    { left: 0.9, top: 0.93, right: 1, bottom: 1 },
  ],
};

/** What the film of these pictures looks like, before and after. */
async function lumasOf(names: readonly string[]): Promise<{ raw: number[]; shown: number[] }> {
  const pictures = await Promise.all(names.map((name) => decodeFor(readFileSync(join(folder, name)), 320, 240)));
  const frames = pictures.map((picture, index): LitFrame => {
    const [, day, hour] = /^(\d{8})T(\d\d)/.exec(names[index]!) as unknown as [string, string, string];
    const observedAt = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:00:00Z`);
    return { observedAt, light: measureLight(picture, area) };
  });
  const gains = gainsOf(frames);
  const shown = pictures.map((picture, index) => {
    applyTone(picture.pixels, toneCurve(gains[index]!));
    return measureLight(picture, area).luma;
  });
  return { raw: frames.map(({ light }) => light.luma), shown };
}

describe('a month of a real camera', () => {
  for (const [title, only, most] of [
    ['keeps a tenth of its flicker, sun flare, exposure steps and evenings and all', '', 0.1],
    ['keeps a fifth of it at noon, where it flickers little', 'T12', 0.2],
  ] as const) {
    it.skipIf(absent)(`${title}${absent ? ' (skipped: no real pictures here)' : ''}`, async () => {
      const names = readdirSync(folder).filter((name) => name.endsWith('.jpg') && name.includes(only));
      const { raw, shown } = await lumasOf(names.sort());
      expect(raw.length).toBeGreaterThan(30);
      expect(meanChange(raw)).toBeGreaterThan(2);
      expect(meanChange(shown) / meanChange(raw)).toBeLessThan(most);
    });
  }
});
