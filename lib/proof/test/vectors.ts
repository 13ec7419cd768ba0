import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Public vectors lie beside the repository, they are not part of it. */
export const vectorsFolder = join(import.meta.dirname, '../../../../shared/data/traceability');

/** Whether vectors are here; says where they were looked for when not. */
export function haveVectors(...names: readonly string[]): boolean {
  const missing = names.find((name) => !existsSync(join(vectorsFolder, name)));
  if (missing !== undefined) console.warn(`skipped: ${join(vectorsFolder, missing)} is not there`);
  return missing === undefined;
}

export const readVector = (path: string): string => readFileSync(join(vectorsFolder, path), 'utf8');
export const readVectorBytes = (path: string): Uint8Array => readFileSync(join(vectorsFolder, path));
export const readVectorJson = <T>(path: string): T => JSON.parse(readVector(path)) as T;

/** Paths of the files below a folder of vectors, in order. */
export function vectorFiles(folder: string): string[] {
  if (!existsSync(join(vectorsFolder, folder))) return [];
  return readdirSync(join(vectorsFolder, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(vectorsFolder.length + 1))
    .sort();
}
