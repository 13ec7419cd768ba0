import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files under `root` whose `/`-separated relative path starts with `prefix`, in the order of those paths. */
export async function* listFiles(root: string, prefix: string): AsyncIterable<{ key: string; bytes: number }> {
  yield* walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
}

async function* walk(root: string, folder: string, prefix: string): AsyncIterable<{ key: string; bytes: number }> {
  for (const path of await pathsIn(root, folder)) {
    if (path.endsWith('/')) {
      if (path.startsWith(prefix) || prefix.startsWith(path)) yield* walk(root, path, prefix);
    } else if (path.startsWith(prefix)) {
      // A blob may be deleted while its neighbours are listed.
      const found = await stat(join(root, path)).catch(() => undefined);
      if (found) yield { key: path, bytes: found.size };
    }
  }
}

/** Paths of a folder's files and, ending in `/`, folders; none where the folder is absent. */
async function pathsIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .sort();
}
