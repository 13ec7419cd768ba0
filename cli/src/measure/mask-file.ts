import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import sharp from 'sharp';
import type { MeasuredPhoto } from './measure-photo.ts';

/** Writes plants as PNGs of the photos' own sizes into `folder`: 255 where a plant is, 0 elsewhere. None takes the place of one of `photos`. */
export function maskFolder(folder: string, photos: readonly string[]): (photo: MeasuredPhoto) => Promise<string> {
  const taken = new Set(
    photos.filter((photo) => resolve(dirname(photo)) === resolve(folder)).map((photo) => basename(photo)),
  );
  return async ({ photo, width, height, plants }) => {
    await mkdir(folder, { recursive: true });
    const path = join(folder, freeName(basename(photo, extname(photo)), taken));
    const shape = { width: plants.width, height: plants.height, channels: 1 as const };
    await sharp(Buffer.from(plants.mask.map((plant) => plant * 255)), { raw: shape })
      .resize(width, height, { fit: 'fill', kernel: 'nearest' })
      .toColourspace('b-w')
      .png({ compressionLevel: 9 })
      .toFile(`${path}.tmp`);
    await rename(`${path}.tmp`, path);
    return path;
  };
}

/** Photos of two folders may have one name. */
function freeName(name: string, taken: Set<string>): string {
  let free = `${name}.png`;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}.png`;
  taken.add(free);
  return free;
}
