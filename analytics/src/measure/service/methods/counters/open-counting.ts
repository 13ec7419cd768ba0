import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { RgbPicture } from '@fieldlapse/imaging';
import type { CountAnswer } from '../../../counting/count-with.ts';
import type { CounterModel } from '../../../counting/model.ts';
import type { CountingAnswer, CountingJob } from './counting-thread.ts';

const entry = new URL(`./counting-thread${extname(import.meta.url)}`, import.meta.url);

/** Counts in pictures on a thread of its own, which is started by the first of them. */
export interface Counting {
  /** Throws `MODEL_FAILED` where the thread breaks on the picture. */
  count(model: CounterModel, picture: RgbPicture, mask: Uint8Array | undefined): Promise<CountAnswer>;
  close(): Promise<void>;
}

export function openCounting(): Counting {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<CountAnswer>>();

  function fail(fault: string): void {
    for (const { reject } of waiting.values()) reject(new FieldlapseError('MODEL_FAILED', `counter: ${fault}`));
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(entry, { execArgv: [] });
    started.on('message', (message: CountingAnswer) => {
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      if ('answer' in message) one?.resolve(message.answer);
      else one?.reject(new FieldlapseError('MODEL_FAILED', `counter: ${message.fault}`));
    });
    started.on('error', (error) => fail(String(error)));
    started.once('exit', () => {
      if (worker === started) worker = undefined;
      fail('its thread has ended');
    });
    return started;
  }

  return {
    count(model, { width, height, pixels }, mask) {
      worker ??= start();
      const id = (lastId += 1);
      const answer = Promise.withResolvers<CountAnswer>();
      waiting.set(id, answer);
      // A copy that the thread takes over: other methods measure the same picture.
      const job: CountingJob = { id, model, width, height, pixels: Uint8Array.from(pixels), mask };
      worker.postMessage(job, [job.pixels.buffer as ArrayBuffer]);
      return answer.promise;
    },
    async close() {
      await worker?.terminate();
    },
  };
}
