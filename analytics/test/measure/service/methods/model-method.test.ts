import { FieldlapseError } from '@fieldlapse/contracts';
import { decodeView, judgeFrame } from '@fieldlapse/imaging';
import { expect, it } from 'vitest';
import type { SegmentationOutput } from '../../../../src/measure/models/model-output.ts';
import type { SeenFrame } from '../../../../src/measure/service/methods/method.ts';
import { modelMethod } from '../../../../src/measure/service/methods/model-method.ts';
import { fieldPicture } from '../field-picture.ts';

const card = {
  ...{ task: 'segmentation', name: 'plant', version: '1.0.0', classes: ['ground', 'plant'], threshold: 0.5 },
  ...{ input: { size: { fit: { longestSidePx: 64, multipleOf: 8 } } }, metrics: { plantCover: ['plant'] } },
};
const model = { name: 'plant', version: '1.0.0', card, modelHash: 'ab'.repeat(32) } as never;

async function seen(light = 1): Promise<SeenFrame> {
  const grid = await decodeView(await fieldPicture({ cover: 0.4, light }));
  const memory = new Map<string, Promise<unknown>>();
  return {
    picture: { grid: async () => grid, whole: async () => grid, gone: false, [Symbol.dispose]: () => {} },
    ...{ grid, judgement: judgeFrame(grid, { recent: [] }), sunElevationDeg: 40, signal: new AbortController().signal },
    over: new DisposableStack(),
    once<T>(key: string, work: () => Promise<T>) {
      const known = (memory.get(key) as Promise<T> | undefined) ?? work();
      memory.set(key, known);
      return known;
    },
  };
}

/** The right half of the picture is plant. */
const halves: SegmentationOutput = {
  ...{ task: 'segmentation', width: 4, height: 1, classes: ['ground', 'plant'] },
  probabilities: Float32Array.from([1, 1, 0, 0, 0, 0, 1, 1]),
};

it('a model runs once for a frame, whatever the number of areas, and each gets its own share', async () => {
  let runs = 0;
  const run = async () => ((runs += 1), halves);
  const [frame, method] = [await seen(), modelMethod({ run }, model)];
  const left = { name: 'left', area: { roi: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] as const }, moved: false }; // prettier-ignore
  expect((await method.measure(frame, { name: 'roi', area: {}, moved: false })).values).toEqual({ plantCover: 0.5 });
  expect((await method.measure(frame, left)).values).toEqual({ plantCover: 0 });
  expect(runs).toBe(1);
});

it('what a model gave is given back when the frame is over', async () => {
  const over = new DisposableStack();
  const probabilities = halves.probabilities.slice();
  const method = modelMethod({ run: async () => ({ ...halves, probabilities }) }, model);
  await method.measure({ ...(await seen()), over }, { name: 'roi', area: {}, moved: false });
  expect(probabilities.length).toBe(8);
  over.dispose();
  expect(probabilities.length).toBe(0);
});

it('a model that fails on a picture withholds its own metrics; another fault is none of the frame’s', async () => {
  const failing = (code: 'MODEL_FAILED' | 'STORE_FULL') => ({
    run: async () => {
      throw new FieldlapseError(code, 'on purpose');
    },
  });
  const frame = await seen();
  const failed = await modelMethod(failing('MODEL_FAILED'), model).measure(frame, {
    name: 'roi',
    area: {},
    moved: false,
  });
  expect(failed).toMatchObject({ values: {}, withheld: { plantCover: 'model-failed' } });
  const other = modelMethod(failing('STORE_FULL'), model).measure(await seen(), {
    name: 'roi',
    area: {},
    moved: false,
  });
  await expect(other).rejects.toMatchObject({ code: 'STORE_FULL' });
});

it('a picture that no index can be read from is not given to the model', async () => {
  const run = async () => {
    throw new Error('not to be asked');
  };
  const dark = await modelMethod({ run }, model).measure(await seen(0.05), { name: 'roi', area: {}, moved: false });
  expect(dark).toMatchObject({ values: {}, withheld: { plantCover: 'dark' } });
});
