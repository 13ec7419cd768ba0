import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { decodePng, type RgbPicture } from '@fieldlapse/imaging';
import { modelHashOf, readCard } from '../card/read-card.ts';
import type { ModelCard } from '../card/schema.ts';
import type { ModelSource, Trial } from '../session/messages.ts';
import type { ModelPoolConfig } from './config.ts';
import { tryModel } from './try-model.ts';

/** A model that was tried and runs here. */
export interface LoadedModel extends ModelSource {
  readonly name: string;
  readonly version: string;
  readonly trial: Trial;
}

/**
 * Reads a model's folder and tries the model in a process of its own: hash, tensors, golden test, the largest picture. Throws
 * `MODEL_REFUSED` that names the field which is wrong; rejects with the signal's reason when aborted.
 */
export async function loadModel(
  folder: string,
  limits: ModelPoolConfig,
  { signal, timedRuns = 0 }: { signal?: AbortSignal; timedRuns?: number } = {},
): Promise<LoadedModel> {
  const bytes = await readFile(join(folder, 'model.json')).catch((cause: NodeJS.ErrnoException) => {
    throw new FieldlapseError(
      'MODEL_REFUSED',
      `model.json: ${cause.code === 'ENOENT' ? 'is missing' : cause.message}`,
      { cause },
    );
  });
  const read = readCard(bytes);
  const { name, version } = read.card;
  const source = { folder, card: read.card, modelHash: modelHashOf(read) };
  const golden = await goldenPicture(folder, read.card);
  return {
    name,
    version,
    ...source,
    trial: await tryModel({ folder, card: read.card, golden, timedRuns }, limits, signal),
  };
}

async function goldenPicture(folder: string, { golden }: ModelCard): Promise<RgbPicture | undefined> {
  if (!golden) return undefined;
  return readFile(join(folder, golden.input))
    .then(decodePng)
    .catch((cause: Error) => {
      throw new FieldlapseError('MODEL_REFUSED', `golden.input: ${cause.message}`, { cause });
    });
}
