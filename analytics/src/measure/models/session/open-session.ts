import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { env, InferenceSession } from 'onnxruntime-node';
import { requireSelfContained } from '../card/external-tensors.ts';
import type { ModelCard } from '../card/schema.ts';
import { ModelFault } from '../model-fault.ts';
import { requireShapes } from './require-shapes.ts';

// What fails is said by our own errors; the library would also write it to stderr.
env.logLevel = 'fatal';

/** Larger files are no models for a farm's server. */
const maxModelBytes = 512 * 2 ** 20;

/**
 * Opens `model.onnx` of a folder for runs of one picture on one thread. The bytes that were hashed are the bytes that run. Throws a
 * ModelFault that names the field of the card which does not fit.
 */
export async function openSession(folder: string, card: ModelCard): Promise<InferenceSession> {
  const bytes = await readModel(join(folder, 'model.onnx'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== card.sha256) throw new ModelFault('sha256', `model.onnx has ${sha256}`);
  const { opset } = requireSelfContained(bytes);
  if (card.opset !== undefined && card.opset !== opset) throw new ModelFault('opset', `model.onnx has ${opset}`);
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4,
  }).catch((cause: unknown) => {
    throw new ModelFault('model.onnx', reasonOf(cause), { cause });
  });
  try {
    requireShapes(session, card);
  } catch (fault) {
    await session.release();
    throw fault;
  }
  return session;
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxModelBytes) throw new ModelFault('model.onnx', `${size} bytes, at most ${maxModelBytes}`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ModelFault) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ModelFault('model.onnx', code === 'ENOENT' ? 'is missing' : message, { cause });
  }
}

/** First line of what the library says. */
export function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!.slice(0, 400);
}
