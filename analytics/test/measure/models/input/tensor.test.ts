import { describe, expect, it } from 'vitest';
import { modelCard, type ModelCard } from '@fieldlapse/analytics';
import { placementsOf } from '../../../../src/measure/models/input/placement.ts';
import { resample } from '../../../../src/measure/models/input/resample.ts';
import { tensorOf } from '../../../../src/measure/models/input/tensor.ts';
import { paint, plain } from '../../../support/models.ts';

const inputOf = (input: object) =>
  modelCard.options[0]!.shape.input.parse({ name: 'x', ...input }) as ModelCard['input'];
const whole = { fit: { longestSidePx: 64, multipleOf: 1 } };
const tensor = (picture: ReturnType<typeof plain>, input: ModelCard['input']) =>
  tensorOf(picture, placementsOf(input, picture)[0]!, input);

describe('a tensor', () => {
  it('is (pixel × scale − mean) ÷ std, plane by plane', () => {
    const input = inputOf({ size: whole, mean: [0.5, 0.25, 0], std: [0.5, 1, 2] });
    const { values, dims } = tensor(plain(2, 1, [255, 51, 102]), input);
    expect(dims).toEqual([1, 3, 1, 2]);
    expect([...values].map((value) => Number(value.toFixed(5)))).toEqual([1, 1, -0.05, -0.05, 0.2, 0.2]);
  });

  it('has channels last, and blue first, where the card says so', () => {
    const input = inputOf({ size: whole, layout: 'NHWC', colour: 'BGR', scale: 1, mean: [1, 2, 3] });
    const { values, dims } = tensor(plain(2, 1, [30, 20, 10]), input);
    expect(dims).toEqual([1, 1, 2, 3]);
    expect([...values]).toEqual([9, 18, 27, 9, 18, 27]);
  });

  it('repeats the edge where it is filled up, and has bars where it is a letterbox', () => {
    const picture = plain(3, 1, [0, 0, 0]);
    paint(picture, { left: 2, top: 0, width: 1, height: 1 }, [200, 0, 0]);
    const filled = tensor(picture, inputOf({ size: { fit: { longestSidePx: 16, multipleOf: 4 } }, scale: 1 }));
    expect([...filled.values.subarray(0, 16)]).toEqual([
      0, 0, 200, 200, 0, 0, 200, 200, 0, 0, 200, 200, 0, 0, 200, 200,
    ]);
    const boxed = tensor(
      plain(32, 16, [9, 9, 9]),
      inputOf({ size: { fixed: { width: 16, height: 16, fit: 'letterbox' } }, scale: 1 }),
    );
    const column = Array.from({ length: 16 }, (_, row) => boxed.values[row * 16 + 5]);
    expect(column).toEqual([...Array(4).fill(114), ...Array(8).fill(9), ...Array(4).fill(114)]);
  });

  it('keeps bytes, rounded', () => {
    const picture = plain(32, 16, [10, 0, 0]);
    paint(picture, { left: 0, top: 0, width: 1, height: 16 }, [13, 0, 0]);
    const { values } = tensor(
      picture,
      inputOf({ type: 'uint8', size: { fixed: { width: 16, height: 16, fit: 'stretch' } } }),
    );
    expect(values).toBeInstanceOf(Uint8Array);
    expect([values[0], values[1]]).toEqual([12, 10]);
  });
});

describe('resampling', () => {
  it('takes the mean of what a new pixel covers where it shrinks', () => {
    const { values } = resample(
      Uint8Array.of(0, 30, 60, 90, 120),
      5,
      { left: 0, top: 0, width: 5, height: 1 },
      { width: 2, height: 1 },
      1,
    );
    expect([...values].map((value) => Number(value.toFixed(4)))).toEqual([24, 96]);
  });

  it('keeps the mean of any picture that shrinks', () => {
    const bytes = Uint8Array.from({ length: 61 * 47 }, (_, at) => (at * 7919) % 256);
    const { values } = resample(bytes, 61, { left: 0, top: 0, width: 61, height: 47 }, { width: 17, height: 13 }, 1);
    const mean = (all: Iterable<number>) => [...all].reduce((sum, value, _, { length }) => sum + value / length, 0);
    expect(mean(values)).toBeCloseTo(mean(bytes), 3);
  });

  it('draws straight lines between pixels where it grows', () => {
    const { values } = resample(
      Uint8Array.of(0, 100),
      2,
      { left: 0, top: 0, width: 2, height: 1 },
      { width: 4, height: 1 },
      1,
    );
    expect([...values]).toEqual([0, 25, 75, 100]);
  });
});
