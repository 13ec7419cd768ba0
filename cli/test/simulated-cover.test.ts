import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measurePixels } from '@fieldlapse/analytics';
import { coverConfig } from '@fieldlapse/contracts';
import { openScene, troubledSeason } from '@fieldlapse/firmware-sim';
import { areaMask, decodeView } from '@fieldlapse/imaging';
import { expect, it } from 'vitest';

const report = join(import.meta.dirname, '../../analytics/bench/cover/simulated-rice.json');
const cover = coverConfig.parse(JSON.parse(readFileSync(report, 'utf8')));

// The report measures whole seasons (docs/growth.md); these frames keep it from going wrong unseen.
it('green cover of simulated rice is within three points of the truth, from seedlings to stubble', async () => {
  const { scene: options } = troubledSeason(1, { widthPx: 640, heightPx: 360 });
  const scene = openScene(options);
  const { top } = scene.fieldRoi;
  const roi = [[0, top], [1, top], [1, 1], [0, 1]] as const; // prettier-ignore
  for (const day of [5, 20, 30, 45, 100, 115]) {
    const utcMs = options.sownAt + day * 86_400_000 + 11 * 3_600_000;
    const truth = scene.truthAt(utcMs);
    const picture = await decodeView(await scene.jpegAt(utcMs));
    const mask = areaMask({ roi }, picture.width, picture.height);
    const { values } = measurePixels(picture, mask, { cover, sunElevationDeg: truth.weather.sunElevation });
    expect(Math.abs(values.greenCover! - truth.greenCover), `day ${day}`).toBeLessThan(0.03);
  }
});
