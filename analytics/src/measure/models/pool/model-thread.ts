import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ThreadAnswer, ThreadJob } from '../session/messages.ts';

const entry = new URL(`../session/thread${extname(import.meta.url)}`, import.meta.url);
/** How long a thread that was told to end may take before it counts as hung. */
const graceMs = 5000;

/** One worker thread that runs one job at a time; it is started by its first job, and anew after one that broke it. */
export interface ModelThread {
  /** Never rejects: a crash, or a job over its time, is an answer. `hung` says that native code does not come back. */
  run(job: ThreadJob, timeLimitMs: number): Promise<ThreadAnswer & { readonly hung?: Promise<boolean> }>;
  end(): Promise<boolean>;
}

export function modelThread(maxSessions: number): ModelThread {
  let worker: Worker | undefined;
  const start = () =>
    new Worker(entry, {
      workerData: { maxSessions },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
  /** Resolves to whether the thread goes on in native code, which nothing can stop. */
  const end = async () => {
    const ending = worker;
    worker = undefined;
    return ending ? endWorker(ending) : false;
  };
  return {
    end,
    async run(job, timeLimitMs) {
      worker ??= start();
      const answer = await answerOf(worker, job, timeLimitMs);
      if ('fault' in answer && answer.restart) return { ...answer, hung: end() };
      return answer;
    },
  };
}

function answerOf(worker: Worker, job: ThreadJob, timeLimitMs: number): Promise<ThreadAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: ThreadAnswer) => {
      clearTimeout(clock);
      worker.off('message', finish).off('error', crashed).off('exit', left);
      // Errors after this one have nobody waiting for them.
      worker.on('error', () => {});
      resolve(answer);
    };
    const crashed = (error: unknown) => finish({ fault: String(error), restart: true });
    const left = (code: number) => finish({ fault: `the thread ended with ${code}`, restart: true });
    const clock = setTimeout(
      () => finish({ fault: `did not finish within ${timeLimitMs} ms`, restart: true }),
      timeLimitMs,
    );
    worker.on('message', finish).on('error', crashed).on('exit', left);
    worker.postMessage(job, [job.pixels.buffer]);
  });
}

async function endWorker(worker: Worker): Promise<boolean> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (clock = setTimeout(resolve, graceMs, 'late')));
  const hung = (await Promise.race([worker.terminate(), late])) === 'late';
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
