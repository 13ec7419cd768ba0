import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  describeView,
  grayOf,
  poseDistance,
  registerView,
  stillPose,
  warpPicture,
  type RgbPicture,
} from '../../src/index.ts';
import { drawer, relit, seenFrom } from './synthetic.ts';

const images = join(import.meta.dirname, '../../../../../shared/data/images');

async function decoded(jpeg: Buffer): Promise<RgbPicture> {
  const { data: pixels, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels };
}
const coded = ({ width, height, pixels }: RgbPicture): Promise<Buffer> =>
  sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 75 })
    .toBuffer();

describe('registration of real pictures', () => {
  for (const [name, what] of [
    ['eggs', 'laying boxes'],
    ['arabidopsis-daily', 'a plant in its tray'],
  ] as const) {
    const folder = join(images, name);
    const there = existsSync(folder);
    it.skipIf(!there)(
      `leaves less than a pixel of shift in pictures of ${what}${there ? '' : ' (skipped: no such pictures here)'}`,
      async () => {
        const random = drawer(11);
        const names = readdirSync(folder)
          .filter((file) => file.endsWith('.jpg'))
          .sort();
        for (const file of names.slice(-4)) {
          const picture = await decoded(readFileSync(join(folder, file)));
          const px = 640 / picture.width;
          const pose = {
            dxPx: (random() * 16 - 8) * px,
            dyPx: (random() * 16 - 8) * px,
            rotationDeg: random() * 2 - 1,
            scale: 1,
          };
          const frame = await decoded(await coded(relit(seenFrom(picture, pose), 0.85, 10)));
          const reference = describeView(grayOf(picture));
          const found = registerView(reference, grayOf(frame));
          if (!found.found) throw new Error(`${file}: ${found.why}`);
          expect(poseDistance(found.pose, pose, picture.height / picture.width) / px).toBeLessThan(1);
          const steady = registerView(reference, grayOf(warpPicture(frame, found.pose)));
          expect(steady.found && poseDistance(steady.pose, stillPose) / px).toBeLessThan(1);
        }
      },
      30_000,
    );
  }
});
