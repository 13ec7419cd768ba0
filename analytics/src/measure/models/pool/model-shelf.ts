import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import { findModels, type ModelFolder } from './find-models.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import type { ModelName, ModelPoolOptions } from './model-pool.ts';

/** A model that does not run, with what is wrong. */
export interface RefusedModel extends ModelName {
  readonly folder: string;
  readonly error: FieldlapseError;
}

/** What is known of the folder of a model; `mark` is that of the files it was read from. */
interface Place {
  readonly mark: string;
  readonly model: LoadedModel | RefusedModel;
}

/** The models of some folders, tried when they come or change. */
export interface ModelShelf {
  ready(): Promise<readonly LoadedModel[]>;
  refused(): readonly RefusedModel[];
  /** Waits while models are being tried; throws `MODEL_MISSING` or the error of one that is refused. */
  find(name: ModelName): Promise<LoadedModel>;
  /** Takes a model out until its files change. */
  refuse(model: LoadedModel, text: string): void;
  close(): Promise<void>;
}

export function modelShelf(options: ModelPoolOptions, signal: AbortSignal): ModelShelf {
  const { folders, config, logger, only = () => true, onChange } = options;
  const places = new Map<string, Place>();
  let looking = look();
  const watching = watch();

  async function watch(): Promise<void> {
    await looking;
    while (!signal.aborted) {
      await sleep(config.lookAgain, signal).catch(() => {});
      if (signal.aborted) return;
      looking = look();
      if (await looking) onChange?.();
    }
  }

  /** Tries what is new or changed and forgets what is gone; true where anything was. */
  async function look(): Promise<boolean> {
    const found = (await findModels(folders)).filter(only);
    const gone = [...places.keys()].filter((key) => !found.some((one) => keyOf(one) === key));
    for (const key of gone) places.delete(key);
    const changed = found.filter((one) => places.get(keyOf(one))?.mark !== one.mark);
    for (const one of changed) {
      const model = await tried(one);
      if (!model) return false;
      places.set(keyOf(one), { mark: one.mark, model });
    }
    return gone.length + changed.length > 0;
  }

  /** Nothing where the pool closes meanwhile. */
  async function tried(place: ModelFolder): Promise<LoadedModel | RefusedModel | undefined> {
    const { name, version, folder } = place;
    try {
      const model = await loadModel(folder, config, { signal });
      requireSameName(model, place);
      logger.info({ model: keyOf(place), modelHash: model.modelHash, ...model.trial }, 'a model is ready');
      return model;
    } catch (error) {
      if (signal.aborted) return undefined;
      const refusal = asRefusal(error, place);
      logger.error({ error: refusal }, 'a model is refused; it is tried again when its files change');
      return { name, version, folder, error: refusal };
    }
  }

  const all = () => [...places.values()].map(({ model }) => model).sort(byName);
  return {
    async ready() {
      await looking;
      return all().filter(runs);
    },
    refused: () => all().filter((model) => 'error' in model),
    async find(name) {
      await looking;
      const model = places.get(keyOf(name))?.model;
      if (!model) throw new FieldlapseError('MODEL_MISSING', `no model ${keyOf(name)}${listed(all().filter(runs))}`);
      if (!runs(model)) throw model.error;
      return model;
    },
    refuse(model, text) {
      const place = places.get(keyOf(model));
      if (place?.model !== model) return;
      const { name, version, folder } = model;
      const error = asRefusal(new FieldlapseError('MODEL_REFUSED', text), model);
      logger.error({ error }, 'a model is refused; it is tried again when its files change');
      places.set(keyOf(model), { mark: place.mark, model: { name, version, folder, error } });
      onChange?.();
    },
    close: () => watching,
  };
}

const keyOf = ({ name, version }: ModelName) => `${name}@${version}`;
const byName = (a: ModelName, b: ModelName) =>
  a.name.localeCompare(b.name) || a.version.localeCompare(b.version, 'en', { numeric: true });
const runs = (model: LoadedModel | RefusedModel): model is LoadedModel => 'trial' in model;
const listed = (models: readonly ModelName[]) =>
  models.length > 0 ? `; there is ${models.map(keyOf).join(', ')}` : '';

function requireSameName(card: ModelName, folder: ModelName): void {
  for (const field of ['name', 'version'] as const) {
    if (card[field] === folder[field]) continue;
    throw new FieldlapseError('MODEL_REFUSED', `${field}: "${card[field]}", the folder says "${folder[field]}"`);
  }
}

/** The error with the model's name before it. */
function asRefusal(error: unknown, name: ModelName): FieldlapseError {
  const text = error instanceof Error ? error.message : String(error);
  return new FieldlapseError('MODEL_REFUSED', `${keyOf(name)}: ${text}`, { cause: error });
}
