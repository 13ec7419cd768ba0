import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Begun, ModelSource, ThreadAnswer, ThreadJob } from '../session/messages.ts';

const entry = new URL(`../session/thread${extname(import.meta.url)}`, import.meta.url);
/** Time to start a thread and open a model. */
const startMs = 30_000;
/** How long a thread that was told to end may take before it counts as hung. */
const graceMs = 5000;

type Job = ThreadJob & { readonly source: ModelSource };

/** One worker thread that runs one job at a time; it is started by its first job, and anew after one that broke it. */
export interface ModelThread {
  /** Never rejects: a crash, or a job over its time, is an answer. `hung` says that native code does not come back. */
  run(job: Job, timeLimitMs: number): Promise<ThreadAnswer & { readonly hung?: Promise<boolean> }>;
  end(): Promise<boolean>;
}

export function modelThread(maxSessions: number): ModelThread {
  let worker: Worker | undefined;
  /** Models that the worker has had the card of, by `modelHash`. */
  const told = new Set<string>();
  /** Resolves when the worker is out of native code. */
  let back: Promise<unknown> = Promise.resolve();
  const start = () => {
    const limits = { maxOldGenerationSizeMb: 256 };
    told.clear();
    const started = new Worker(entry, { workerData: { maxSessions }, execArgv: [], resourceLimits: limits });
    // Said between jobs it has nobody to hear it; the next job finds the thread gone.
    started.on('error', () => {});
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  };
  /** Resolves to whether the thread goes on in native code, which nothing can stop. */
  const end = async () => {
    const ending = worker;
    worker = undefined;
    return ending ? endWorker(ending, back) : false;
  };
  return {
    end,
    async run(job, timeLimitMs) {
      worker ??= start();
      back = answeredBy(worker);
      const { modelHash } = job.source;
      const source = told.has(modelHash) ? modelHash : job.source;
      told.add(modelHash);
      const answer = await answerOf(worker, { ...job, source }, timeLimitMs);
      if ('fault' in answer && answer.restart) return { ...answer, hung: end() };
      return answer;
    },
  };
}

function answerOf(worker: Worker, job: ThreadJob, timeLimitMs: number): Promise<ThreadAnswer> {
  const { promise, resolve } = Promise.withResolvers<ThreadAnswer>();
  const within = (ms: number) => setTimeout(resolve, ms, { fault: `did not finish within ${ms} ms`, restart: true });
  let clock = within(startMs);
  const heard = (answer: ThreadAnswer | Begun) => {
    if (!('begun' in answer)) return resolve(answer);
    clearTimeout(clock);
    clock = within(timeLimitMs);
  };
  const crashed = (error: unknown) => resolve({ fault: String(error), restart: true });
  const left = (code: number) => resolve({ fault: `the thread ended with ${code}`, restart: true });
  worker.on('message', heard).on('error', crashed).on('exit', left);
  worker.postMessage(job, [job.pixels.buffer]);
  return promise.finally(() => {
    clearTimeout(clock);
    worker.off('message', heard).off('error', crashed).off('exit', left);
  });
}

/** Resolves when the worker has answered its job, or is gone; a run over its time may come to its end later. */
function answeredBy(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const heard = (answer: ThreadAnswer | Begun) => {
    if (!('begun' in answer)) resolve();
  };
  worker.on('message', heard).once('exit', resolve);
  return promise.finally(() => worker.off('message', heard).off('exit', resolve));
}

/** A thread that is ended within native code takes the process with it (`Napi::Error`): it is ended once it is back. */
async function endWorker(worker: Worker, back: Promise<unknown>): Promise<boolean> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (clock = setTimeout(resolve, graceMs, 'late')));
  const ended = back.then(() => worker.terminate());
  const hung = (await Promise.race([ended, late])) === 'late';
  clearTimeout(clock);
  if (hung) {
    worker.unref();
    endWithoutIt();
  }
  return hung;
}

let mustBeKilled = false;
/** A process waits for its threads when it ends; one in a native loop would keep it for ever. */
function endWithoutIt(): void {
  if (mustBeKilled) return;
  mustBeKilled = true;
  process.once('exit', () => process.kill(process.pid, 'SIGKILL'));
}
