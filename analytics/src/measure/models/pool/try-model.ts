import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Begun, Trial, TrialAnswer, TrialOrder } from '../session/messages.ts';
import type { ModelPoolConfig } from './config.ts';

const entry = new URL(`../session/trial${extname(import.meta.url)}`, import.meta.url);
/** Time to start a process and open the model. */
const startMs = 30_000;
const watchMs = 50;

/** Runs a model in a process of its own, which ends where it crashes, takes too long or too much memory; throws `MODEL_REFUSED`. */
export async function tryModel(order: TrialOrder, limits: ModelPoolConfig, signal?: AbortSignal): Promise<Trial> {
  signal?.throwIfAborted();
  const child = fork(entry, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const watch = watchOver(child, limits, signal);
  try {
    child.send(order);
    const answer = await Promise.race([answerOf(child), watch.broken]);
    if ('fault' in answer) throw new FieldlapseError('MODEL_REFUSED', answer.fault);
    const { trial } = answer;
    if (trial.peakBytes > limits.memoryMb * 2 ** 20) throw tooMuchMemory(limits);
    return trial;
  } finally {
    watch.end();
    child.kill('SIGKILL');
  }
}

function answerOf(child: ChildProcess): Promise<TrialAnswer> {
  return new Promise((resolve, reject) => {
    child.on('message', (answer: TrialAnswer | Begun) => 'begun' in answer || resolve(answer));
    child.once('error', reject);
    child.once('exit', (code, name) => {
      reject(new FieldlapseError('MODEL_REFUSED', `model.onnx: the process that tried it ended with ${name ?? code}`));
    });
  });
}

/** `broken` rejects as soon as a limit is passed or the signal aborts. */
function watchOver(
  child: ChildProcess,
  limits: ModelPoolConfig,
  signal?: AbortSignal,
): { broken: Promise<never>; end(): void } {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  let clock = setTimeout(() => reject(tooSlow(startMs)), startMs);
  child.on('message', () => {
    clearTimeout(clock);
    clock = setTimeout(() => reject(tooSlow(limits.timeLimit)), limits.timeLimit);
  });
  let first: number | undefined;
  const memory = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => {
      first ??= bytes;
      if (bytes !== undefined && bytes - first! > limits.memoryMb * 2 ** 20) reject(tooMuchMemory(limits));
    });
  }, watchMs);
  const abort = () => reject(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  return {
    broken,
    end() {
      child.removeAllListeners('message');
      clearTimeout(clock);
      clearInterval(memory);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Memory of a process where Linux tells; elsewhere the process says how much it was when it has finished. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function tooMuchMemory({ memoryMb }: ModelPoolConfig): FieldlapseError {
  return new FieldlapseError('MODEL_REFUSED', `input.size: one run takes more than ${memoryMb} MB`);
}

function tooSlow(ms: number): FieldlapseError {
  return new FieldlapseError('MODEL_REFUSED', `model.onnx: did not finish within ${ms} ms`);
}
