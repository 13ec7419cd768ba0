import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Models that come with Fieldlapse. */
export const shippedModels = join(import.meta.dirname, '../../../../models');

/** A folder `<root>/<name>/<version>` that should hold a model. */
export interface ModelFolder {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Changes when a file in the folder does. */
  readonly mark: string;
}

/**
 * Folders of models below some roots, by name and version; of two with the same the earlier root's. Roots may be missing. Folders
 * of counters are none.
 */
export async function findModels(roots: readonly string[]): Promise<ModelFolder[]> {
  return (await findFolders(roots)).filter(({ mark }) => !isCounter(mark));
}

/** Folders that hold a counter for one view (`counter.json`) and no model. */
export async function findCounters(roots: readonly string[]): Promise<ModelFolder[]> {
  return (await findFolders(roots)).filter(({ mark }) => isCounter(mark));
}

function isCounter(mark: string): boolean {
  const names = mark.split('\n').map((line) => line.split(' ')[0]);
  return names.includes('counter.json') && !names.includes('model.json');
}

async function findFolders(roots: readonly string[]): Promise<ModelFolder[]> {
  const found = new Map<string, ModelFolder>();
  for (const root of roots) {
    for (const name of await foldersIn(root)) {
      for (const version of await foldersIn(join(root, name))) {
        const key = `${name}@${version}`;
        const folder = join(root, name, version);
        if (!found.has(key)) found.set(key, { name, version, folder, mark: await markOf(folder) });
      }
    }
  }
  return [...found.values()];
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'),
  );
  return folders.map(({ name }) => name).sort();
}

async function markOf(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).sort().slice(0, 100);
  const marks = names.map(async (name) => {
    const about = await stat(join(folder, name)).catch(() => undefined);
    return about ? `${name} ${about.ino} ${about.size} ${about.mtimeMs} ${about.ctimeMs}` : name;
  });
  return (await Promise.all(marks)).join('\n');
}
