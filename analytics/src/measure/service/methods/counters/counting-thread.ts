// A worker thread that counts: some 0.2 s of arithmetic for each picture that intake shall not wait for.
import { parentPort } from 'node:worker_threads';
import type { CountAnswer } from '../../../counting/count-with.ts';
import { countWith } from '../../../counting/count-with.ts';
import type { CounterModel } from '../../../counting/model.ts';

/** A picture to count in. */
export interface CountingJob {
  readonly id: number;
  readonly model: CounterModel;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly mask: Uint8Array | undefined;
}

export type CountingAnswer = { readonly id: number } & ({ readonly answer: CountAnswer } | { readonly fault: string });

parentPort?.on('message', ({ id, model, width, height, pixels, mask }: CountingJob) => {
  const picture = { width, height, pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length) };
  parentPort?.postMessage({ id, ...counted(() => countWith(model, picture, mask)) } satisfies CountingAnswer);
});

function counted(count: () => CountAnswer): { answer: CountAnswer } | { fault: string } {
  try {
    return { answer: count() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
