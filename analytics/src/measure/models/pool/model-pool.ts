import { FieldlapseError } from '@fieldlapse/contracts';
import { maxPicturePixels, type RgbPicture } from '@fieldlapse/imaging';
import { boundedQueue, type Logger } from '@fieldlapse/runtime';
import { placementsOf } from '../input/placement.ts';
import type { ModelOutput } from '../model-output.ts';
import type { ModelPoolConfig } from './config.ts';
import { modelShelf, type RefusedModel } from './model-shelf.ts';
import type { LoadedModel } from './load-model.ts';
import { modelThread, type ModelThread } from './model-thread.ts';

/** More than this wait only where a caller does not. */
const maxWaiting = 256;

/** Models of some folders, run on worker threads. One bad model never keeps the others from running. */
export interface ModelPool {
  /** The models that run, once those that are new or changed have been tried; sorted by name and version. */
  ready(): Promise<readonly LoadedModel[]>;
  /** Models that do not run, with what is wrong; each is tried again when its files change. */
  refused(): readonly RefusedModel[];
  /**
   * What a model says of a picture. Throws `MODEL_MISSING`, `MODEL_REFUSED`, or `MODEL_FAILED` where it does not come to an end
   * on this picture or gives numbers that are none; `QUEUE_FULL`. Rejects with the signal's reason when aborted.
   */
  run(model: ModelName, picture: RgbPicture, signal?: AbortSignal): Promise<ModelOutput>;
  /** Ends the threads; what still runs or waits is rejected. */
  close(): Promise<void>;
}

export interface ModelName {
  readonly name: string;
  readonly version: string;
}

export interface ModelPoolOptions {
  /** Folders of `<name>/<version>/model.json`; of two models with the same name and version the earlier folder's counts. */
  readonly folders: readonly string[];
  readonly config: ModelPoolConfig;
  readonly logger: Logger;
  /** Leaves out all models but these: a command that needs one does not wait for the others. */
  readonly only?: (model: ModelName) => boolean;
  /** Called when models have come, changed or gone after the first look. */
  readonly onChange?: () => void;
}

interface Job {
  readonly model: LoadedModel;
  readonly picture: RgbPicture;
  readonly resolve: (output: ModelOutput) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/** Opens a pool; resolves at once, `ready()` waits for the models. */
export async function openModelPool(options: ModelPoolOptions): Promise<ModelPool> {
  const { config, logger } = options;
  const closing = new AbortController();
  const shelf = modelShelf(options, closing.signal);
  const queue = boundedQueue<Job>('queue of pictures for models', maxWaiting);
  const threads = Array.from({ length: config.threads }, () => modelThread(config.modelsPerThread));
  const serving = threads.map((thread) => serve(thread));

  async function serve(thread: ModelThread): Promise<void> {
    while (!closing.signal.aborted) {
      for (const job of await queue.take(1, closing.signal)) if (!job.signal?.aborted) await runJob(thread, job);
    }
  }

  async function runJob(thread: ModelThread, { model, picture, resolve, reject }: Job): Promise<void> {
    const { folder, card, modelHash, name, version } = model;
    const parts = placementsOf(card.input, picture).length;
    const { width, height } = picture;
    // A copy that the thread takes over: the caller measures the same picture by itself.
    const job = { source: { folder, card, modelHash }, width, height, pixels: new Uint8Array(picture.pixels) };
    const answer = await thread.run(job, config.timeLimit * parts);
    if ('output' in answer) return resolve(answer.output);
    logger.warn({ model: `${name}@${version}`, fault: answer.fault }, 'a model failed on a picture');
    void answer.hung?.then(
      (hung) =>
        hung && shelf.refuse(model, `model.onnx: went on after ${config.timeLimit * parts} ms and cannot be stopped`),
    );
    reject(new FieldlapseError('MODEL_FAILED', `${name}@${version}: ${answer.fault}`));
  }

  return {
    ready: shelf.ready,
    refused: shelf.refused,
    async run(name, picture, signal) {
      requirePicture(picture);
      const model = await shelf.find(name);
      signal?.throwIfAborted();
      closing.signal.throwIfAborted();
      return new Promise((resolve, reject) => {
        const both = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
        const abort = () => reject(both.reason as Error);
        both.addEventListener('abort', abort, { once: true });
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            both.removeEventListener('abort', abort);
            settle(value);
          };
        queue.push({ model, picture, signal: both, resolve: settled(resolve), reject: settled(reject) });
      });
    },
    async close() {
      closing.abort(new DOMException('the models are closing', 'AbortError'));
      await Promise.all([shelf.close(), ...threads.map((thread) => thread.end())]);
      await Promise.all(serving);
    },
  };
}

function requirePicture({ width, height, pixels }: RgbPicture): void {
  const fits = width > 0 && height > 0 && width * height <= maxPicturePixels && pixels.length === width * height * 3;
  if (!fits)
    throw new FieldlapseError('MODEL_FAILED', `picture: ${width} × ${height} pixels in ${pixels.length} bytes`);
}
