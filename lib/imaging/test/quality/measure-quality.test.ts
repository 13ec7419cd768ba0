import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { measureQuality } from '../../src/quality/measure-quality.ts';

/** A picture of noise around a mean, as a sensor sees a field of leaves. */
function noisy(mean: number, sigma: number, seed: number): Promise<Buffer> {
  let state = seed;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const pixels = Uint8Array.from({ length: 640 * 480 * 3 }, () =>
    Math.max(0, Math.min(255, Math.round(mean + (random() + random() + random() - 1.5) * 2 * sigma))),
  );
  return sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
const flagsOf = async (jpeg: Buffer): Promise<string[]> => (await measureQuality(jpeg)).quality.flags;

describe('measureQuality', () => {
  it('gives a sharp daylight picture no flag and plausible numbers', async () => {
    const { quality } = await measureQuality(await noisy(120, 40, 1));
    expect(quality.flags).toEqual([]);
    expect(quality.luma).toBeGreaterThan(110);
    expect(quality.luma).toBeLessThan(130);
  });

  it('flags night, overexposure and blur', async () => {
    expect(await flagsOf(await noisy(5, 3, 1))).toEqual(['dark']);
    expect(await flagsOf(await noisy(252, 4, 1))).toContain('bright');
    expect(
      await flagsOf(
        await sharp(await noisy(120, 40, 1))
          .blur(6)
          .jpeg()
          .toBuffer(),
      ),
    ).toEqual(['blurred']);
  });

  it('flags a frozen camera by its equal pixels, not two pictures of the same scene', async () => {
    const first = await measureQuality(await noisy(120, 40, 1));
    const same = await measureQuality(await noisy(120, 40, 1), { previous: first });
    const next = await measureQuality(await noisy(120, 40, 2), { previous: first });
    expect(same.quality.flags).toEqual(['frozen']);
    expect(next.quality.flags).toEqual([]);
  });

  it('does not call two equal nights frozen', async () => {
    const night = await noisy(5, 3, 1);
    expect((await measureQuality(night, { previous: await measureQuality(night) })).quality.flags).toEqual(['dark']);
  });

  it('makes a thumbnail from the same decode, with the same numbers', async () => {
    const jpeg = await noisy(120, 40, 1);
    const { thumbnail, quality } = await measureQuality(jpeg, { thumbnailWidth: 500 });
    expect((await sharp(thumbnail).metadata()).width).toBe(500);
    expect(quality.luma).toBeCloseTo((await measureQuality(jpeg)).quality.luma, 0);
  });

  const folder = '../shared/data/images/timelapse-wetland';
  it.skipIf(!existsSync(folder))(
    `measures real pictures${existsSync(folder) ? '' : ' (skipped: no real pictures here)'}`,
    async () => {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jpe?g$/i.test(name));
      for (const name of names.slice(0, 3)) {
        const { quality } = await measureQuality(readFileSync(join(folder, name)));
        expect(quality.sharpness).toBeGreaterThan(0);
      }
    },
  );
});
