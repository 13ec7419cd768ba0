import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';

const jpeg = /\.jpe?g$/i;
const otherPicture = /\.(png|tiff?|webp|heic|heif|bmp|gif|cr2|cr3|nef|arw|dng)$/i;

/** Pictures under a folder in the order of their names, relative to it; hidden files are left out. */
export interface FoundPictures {
  readonly jpegs: readonly string[];
  /** Pictures of formats that are not imported. */
  readonly others: readonly string[];
}

/** Throws `IMPORT_FOLDER` where the folder cannot be read or holds no picture at all. */
export async function findPictures(folder: string): Promise<FoundPictures> {
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    names = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
      .sort();
  } catch (cause) {
    throw new FieldlapseError('IMPORT_FOLDER', `${folder}: ${(cause as Error).message}`, { cause });
  }
  const found = {
    jpegs: names.filter((name) => jpeg.test(name)),
    others: names.filter((name) => otherPicture.test(name)),
  };
  if (found.jpegs.length + found.others.length === 0) {
    throw new FieldlapseError('IMPORT_FOLDER', `${folder} holds no picture (${names.length} other files)`);
  }
  return found;
}
