import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import { parseCounterModel, type CounterModel } from '../../../counting/model.ts';
import { findCounters } from '../../../models/pool/find-models.ts';

/** A counter for one view, with the hash of its file. */
export interface LoadedCounter {
  readonly model: CounterModel;
  readonly hash: string;
}

/** A counter that cannot be used, and why. */
export interface RefusedCounter {
  readonly name: string;
  readonly version: string;
  readonly message: string;
}

/** The counters of some folders, read again when their files change. */
export interface CounterFiles {
  refresh(): Promise<void>;
  readonly loaded: readonly LoadedCounter[];
  readonly refused: readonly RefusedCounter[];
}

export function counterFiles(folders: readonly string[]): CounterFiles {
  let places = new Map<string, { readonly mark: string; readonly found: LoadedCounter | RefusedCounter }>();
  const all = () => [...places.values()].map(({ found }) => found);
  return {
    async refresh() {
      const next: typeof places = new Map();
      for (const place of await findCounters(folders)) {
        const known = places.get(place.folder);
        next.set(place.folder, known?.mark === place.mark ? known : { mark: place.mark, found: await read(place) });
      }
      places = next;
    },
    get loaded() {
      return all().filter((found) => 'model' in found);
    },
    get refused() {
      return all().filter((found) => 'message' in found);
    },
  };
}

async function read({
  name,
  version,
  folder,
}: {
  name: string;
  version: string;
  folder: string;
}): Promise<LoadedCounter | RefusedCounter> {
  try {
    const text = await readFile(join(folder, 'counter.json'), 'utf8');
    const model = parseCounterModel(text);
    if (model.name === name && model.version === version) return { model, hash: sha256Hex(text) };
    return { name, version, message: `counter.json: it is ${model.name} ${model.version}, its folder is not` };
  } catch (error) {
    const message = error instanceof FieldlapseError ? error.message : `counter.json: ${(error as Error).message}`;
    return { name, version, message };
  }
}
