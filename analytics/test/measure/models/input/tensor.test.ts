import { describe, expect, it } from 'vitest';
import { modelCard, type ModelCard } from '@fieldlapse/analytics';
import { placementsOf } from '../../../../src/measure/models/input/placement.ts';
import { acrossLines, resampleRows } from '../../../../src/measure/models/input/resample.ts';
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
  /** Red of a part of a gray picture at another size. */
  const resampled = (grays: readonly number[], width: number, to: { width: number; height: number }) => {
    const bytes = Uint8Array.from(grays.flatMap((gray) => [gray, gray, gray]));
    const part = { left: 0, top: 0, width, height: grays.length / width };
    const found: number[] = [];
    const row = new Float32Array(to.width * 3);
    const places = { step: 3, starts: [0, 1, 2], gains: [1, 1, 1], shifts: [0, 0, 0] } as const;
    resampleRows(bytes, width, part, to, (_, lines, across) => {
      acrossLines(lines, across, row, 0, places);
      found.push(...row.filter((__, at) => at % 3 === 0));
    });
    return found.map((value) => Number(value.toFixed(4)));
  };

  it('takes the mean of what a new pixel covers where it shrinks', () => {
    expect(resampled([0, 30, 60, 90, 120], 5, { width: 2, height: 1 })).toEqual([24, 96]);
    expect(resampled([0, 30, 60, 90, 120], 1, { width: 1, height: 2 })).toEqual([24, 96]);
  });

  it.each([
    [17, 13],
    [46, 36],
    [31, 47],
    [61, 24],
  ])('keeps the mean of any picture that shrinks to %i × %i', (width, height) => {
    const grays = Array.from({ length: 61 * 47 }, (_, at) => (at * 7919) % 256);
    const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
    expect(mean(resampled(grays, 61, { width, height }))).toBeCloseTo(mean(grays), 3);
  });

  it('repeats a picture of one pixel', () => {
    expect(resampled([77], 1, { width: 2, height: 2 })).toEqual([77, 77, 77, 77]);
  });

  it('draws straight lines between pixels where it grows', () => {
    expect(resampled([0, 100], 2, { width: 4, height: 1 })).toEqual([0, 25, 75, 100]);
  });
});
