// A worker thread of the pool: runs models on pictures, one job after another.
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { giveBack } from '../give-back.ts';
import type { ModelOutput } from '../model-output.ts';
import type { Begun, ModelSource, ThreadAnswer, ThreadJob } from './messages.ts';
import { openSession, reasonOf } from './open-session.ts';
import { runPicture } from './run-picture.ts';

const { maxSessions } = workerData as { maxSessions: number };
/** What the pool has said of each model. */
const sources = new Map<string, ModelSource>();
/** Open sessions, that of the last run at the end. */
const sessions = new Map<string, InferenceSession>();

parentPort!.on('message', (job: ThreadJob) => {
  void answer(job).then((given) => parentPort!.postMessage(given, 'output' in given ? buffersOf(given.output) : []));
});

async function answer({ source: given, width, height, pixels }: ThreadJob): Promise<ThreadAnswer> {
  try {
    const source = typeof given === 'string' ? sources.get(given)! : given;
    sources.set(source.modelHash, source);
    const session = await sessionOf(source);
    parentPort!.postMessage({ begun: true } satisfies Begun);
    return {
      output: await runPicture(session, source.card, {
        width,
        height,
        pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length),
      }),
    };
  } catch (error) {
    const fault = reasonOf(error);
    return { fault, restart: !(error instanceof Error && error.name === 'ModelFault') || outOfMemory.test(fault) };
  } finally {
    giveBack(pixels);
  }
}

/** What onnxruntime and V8 say when an allocation fails; a thread that was that full begins anew. */
const outOfMemory = /allocat|bad_alloc|out of memory/i;

async function sessionOf({ folder, card, modelHash }: ModelSource): Promise<InferenceSession> {
  const open = sessions.get(modelHash) ?? (await openSession(folder, card));
  sessions.delete(modelHash);
  sessions.set(modelHash, open);
  for (const [hash, session] of sessions) {
    if (sessions.size <= maxSessions) break;
    sessions.delete(hash);
    await session.release();
  }
  return open;
}

function buffersOf(output: ModelOutput): ArrayBuffer[] {
  return output.task === 'detection' ? [] : [output.probabilities.buffer];
}
