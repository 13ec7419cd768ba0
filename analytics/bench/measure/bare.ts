import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeView } from '@fieldlapse/imaging';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What measuring cannot do without: the same decode, and one run of the model's session on a tensor made before. */
export async function bareMeasure(
  modelFile: string,
  width: number,
  height: number,
): Promise<(jpeg: Buffer) => Promise<void>> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' as const };
  const session = await InferenceSession.create(await readFile(modelFile), options);
  const tensor = new Tensor('float32', new Float32Array(3 * width * height).fill(0.4), [1, 3, height, width]);
  const name = session.inputNames[0]!;
  return async (jpeg) => {
    await decodeView(jpeg);
    const outputs = await session.run({ [name]: tensor });
    for (const output of Object.values(outputs)) output.dispose();
  };
}

// In a thread of its own: measures as often as it is told.
if (parentPort) {
  const { modelFile, width, height, jpeg } = workerData as {
    modelFile: string;
    width: number;
    height: number;
    jpeg: Uint8Array;
  };
  const measure = await bareMeasure(modelFile, width, height);
  parentPort.on('message', async (frames: number) => {
    for (let frame = 0; frame < frames; frame += 1) await measure(Buffer.from(jpeg));
    parentPort!.postMessage('done');
  });
}
