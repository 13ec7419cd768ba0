import {
  countOf,
  coverOf,
  maskOf,
  modelPoolConfig,
  openModelPool,
  type AreaMask,
  type LoadedModel,
  type ModelMetrics,
  type ModelPool,
} from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';
import { decodeFor, type RgbPicture } from '@fieldlapse/imaging';
import { silentLogger } from '@fieldlapse/runtime';

/** A model that looks at photos. */
export interface PhotoModel {
  /** Name and version. */
  readonly method: string;
  readonly validatedFor: readonly string[];
  /** What it says of an area; plants in a grid over the whole photo where it finds any. Throws `MODEL_FAILED`. */
  measure(photo: Photo, area: AreaMask | undefined): Promise<ModelMetrics & { readonly plants?: AreaMask }>;
  close(): Promise<void>;
}

export interface Photo {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The metric grid. */
  readonly picture: RgbPicture;
}

/**
 * Opens the model of that name, the newest version of it; without a name the default one, undefined where there is none. Throws
 * `MODEL_MISSING`, or `MODEL_REFUSED` with what is wrong with it.
 */
export async function openPhotoModel(
  folders: readonly string[],
  wanted: string | undefined,
): Promise<PhotoModel | undefined> {
  const only = wanted === undefined ? {} : { only: ({ name }: { name: string }) => name === wanted };
  const pool = await openModelPool({ folders, config: modelPoolConfig.parse({}), logger: silentLogger, ...only });
  try {
    const ready = await pool.ready();
    const model = wanted === undefined ? ready.find(({ card }) => card.default) : ready.at(-1);
    if (model && model.card.task !== 'classification') return photoModel(pool, model);
    if (wanted !== undefined) throw whyNot(pool, wanted, model);
  } catch (error) {
    await pool.close();
    throw error;
  }
  await pool.close();
  return undefined;
}

function whyNot(pool: ModelPool, wanted: string, model: LoadedModel | undefined): FieldlapseError {
  if (model) return new FieldlapseError('BAD_ARGUMENT', `model "${wanted}" tells kinds apart: it measures nothing`);
  const refused = pool.refused().find(({ name }) => name === wanted);
  return refused?.error ?? new FieldlapseError('MODEL_MISSING', `no model is called "${wanted}"`);
}

function photoModel(pool: ModelPool, model: LoadedModel): PhotoModel {
  const { name, version, card } = model;
  return {
    method: `${name}-${version}`,
    validatedFor: card.validatedFor,
    async measure({ jpeg, width, height, picture }, area) {
      const seen = card.input.size.tiles ? await decodeFor(jpeg, width, height) : picture;
      const output = await pool.run(model, seen);
      if (output.task === 'segmentation' && card.task === 'segmentation') {
        return { ...coverOf(output, card, area), plants: maskOf(output, card) };
      }
      if (output.task === 'detection' && card.task === 'detection') return countOf(output, card, area);
      return { values: {}, uncertainty: {} };
    },
    close: () => pool.close(),
  };
}
