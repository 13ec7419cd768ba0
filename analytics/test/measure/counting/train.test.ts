import { areaMask } from '@fieldlapse/imaging';
import { beforeAll, describe, expect, it } from 'vitest';
import { countWith, parseCounterModel, trainCounter, type LabelledPicture, type TrainedCounter } from '@fieldlapse/analytics'; // prettier-ignore
import { drawView, eggRadius } from './drawn-views.ts';

// Three days of other light; eggs elsewhere in each picture, a hen in two of them.
const labelled: LabelledPicture[] = [4, 1, 6, 2, 7, 3, 0, 5, 8, 2, 6, 4].map((eggs, at) => {
  const hen = at === 3 || at === 8;
  const day = `2026-03-0${1 + (at % 3)}`;
  return { picture: drawView({ seed: at, eggs, light: 1 - 0.2 * (at % 3), hen }), count: eggs, blocked: hen, day };
});
const told = { name: 'eggs', version: '1.0.0', objectWidth: (2 * eggRadius) / 320 };

describe('a counter of a drawn view', () => {
  let trained: TrainedCounter;
  beforeAll(async () => {
    trained = await trainCounter(labelled, told);
  }, 300_000);

  it('counts eggs that lie apart, in pictures and light that it has not seen', () => {
    for (const [seed, eggs, light] of [
      [50, 0, 0.7],
      [51, 3, 1],
      [52, 6, 0.85],
      [53, 9, 0.65],
    ] as const) {
      // prettier-ignore
      const answer = countWith(trained.model, drawView({ seed, eggs, light }));
      expect(answer).toMatchObject({ count: eggs });
    }
  });

  it('gives an interval that holds the count', () => {
    const answer = countWith(trained.model, drawView({ seed: 54, eggs: 5 }));
    if (!('count' in answer)) throw new Error(`unknown: ${answer.unknown}`);
    expect(answer.low).toBeLessThanOrEqual(answer.count);
    expect(answer.high).toBeGreaterThanOrEqual(answer.count);
    expect(answer.low).toBeGreaterThanOrEqual(0);
  });

  it('says "blocked" where a hen stands in the view, not how many eggs are left to see', () => {
    expect(countWith(trained.model, drawView({ seed: 55, eggs: 4, hen: true }))).toEqual({ unknown: 'blocked' });
  });

  it('says "infrared" at night where no night was labelled', () => {
    expect(countWith(trained.model, drawView({ seed: 56, eggs: 4, infrared: true }))).toEqual({ unknown: 'infrared' });
  });

  it('says "view-lost" of a picture of another shape', () => {
    const { pixels } = drawView({ seed: 57, eggs: 1 });
    const answer = countWith(trained.model, { width: 320, height: 90, pixels: pixels.subarray(0, 320 * 90 * 3) });
    expect(answer).toEqual({ unknown: 'view-lost' });
  });

  it('counts inside of a mask alone', () => {
    const picture = drawView({ seed: 51, eggs: 3 });
    const nowhere = areaMask({ roi: [[0, 0], [0.06, 0], [0.06, 0.06]] }, 320, 180); // prettier-ignore
    expect(countWith(trained.model, picture, nowhere)).toMatchObject({ count: 0 });
  });

  it('tells what it is worth on days that it has not seen, and beats saying the median', () => {
    const { accuracy } = trained.model;
    expect(accuracy).toMatchObject({ days: 3, free: 10, blocked: 2, blockedLeftOut: 2 });
    expect(accuracy.exactShare).toBeGreaterThan(0.6);
    expect(accuracy.exactShare).toBeGreaterThan(accuracy.medianExactShare);
    expect(trained.rehearsed.map(({ count }) => count)).toEqual(labelled.map(({ count }) => count));
  });

  it('is the same after it was written and read', () => {
    const read = parseCounterModel(JSON.stringify(trained.model));
    const picture = drawView({ seed: 58, eggs: 7 });
    expect(countWith(read, picture)).toEqual(countWith(trained.model, picture));
  });
});

describe('labels that do not suffice', () => {
  it('are too few free views', async () => {
    await expect(trainCounter(labelled.slice(0, 6), told)).rejects.toMatchObject({ code: 'COUNTER_LABELS', message: expect.stringMatching(/5 pictures with a free view/) as string }); // prettier-ignore
  });

  it('show no object at all', async () => {
    const empty = labelled.map((one) => ({ ...one, count: 0 }));
    await expect(trainCounter(empty, told)).rejects.toThrow(/shows an object/);
  });

  it('are of two cameras', async () => {
    const other = { ...labelled[0]!, picture: { width: 320, height: 90, pixels: Buffer.alloc(320 * 90 * 3) } };
    await expect(trainCounter([...labelled, other], told)).rejects.toThrow(/picture 13 has another shape/);
  });

  it('have a name that is no folder name', async () => {
    await expect(trainCounter(labelled, { ...told, name: 'Eggs/1' })).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
  });
});
