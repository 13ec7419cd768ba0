import type { ModelCard } from '../card/schema.ts';
import { ModelFault } from '../model-fault.ts';
import { planeOf, type DetectedBox, type ModelOutput, type SegmentationOutput } from '../model-output.ts';

/** Compares what came out for the golden picture with what the card says; throws a ModelFault that names the first field that differs. */
export function requireGolden(output: ModelOutput, { golden, classes }: ModelCard): void {
  if (!golden) return;
  const expected = golden.output;
  const same = numbersWithin(expected.tolerance);
  if ('meanByClass' in expected && output.task === 'segmentation') {
    same('golden.output.meanByClass', meansOf(output), expected.meanByClass);
    for (const [index, { at, values }] of expected.samples.entries()) {
      same(`golden.output.samples[${index}].values`, probabilitiesAt(output, at, index), values);
    }
  } else if ('probabilities' in expected && output.task === 'classification') {
    same('golden.output.probabilities', [...output.probabilities], expected.probabilities);
  } else if ('boxes' in expected && output.task === 'detection') {
    const [found, wanted] = [output.boxes, expected.boxes];
    if (found.length !== wanted.length)
      throw new ModelFault('golden.output.boxes', `${found.length} boxes, the card says ${wanted.length}`);
    for (const [index, box] of wanted.entries())
      same(`golden.output.boxes[${index}]`, numbersOf(found[index]!, classes), numbersOf(box, classes));
  }
}

function numbersWithin(
  tolerance: number,
): (field: string, found: readonly number[], expected: readonly number[]) => void {
  return (field, found, expected) => {
    if (found.length !== expected.length)
      throw new ModelFault(field, `${expected.length} numbers, the model gives ${found.length}`);
    const at = found.findIndex((value, index) => Math.abs(value - expected[index]!) > tolerance);
    if (at >= 0)
      throw new ModelFault(
        `${field}[${at}]`,
        `${expected[at]}, the model gives ${found[at]!.toFixed(6)} (tolerance ${tolerance})`,
      );
  };
}

function meansOf(output: SegmentationOutput): number[] {
  return output.classes.map((_, index) => {
    const plane = planeOf(output, index);
    return plane.reduce((sum, value) => sum + value, 0) / plane.length;
  });
}

function probabilitiesAt(output: SegmentationOutput, [x, y]: readonly [number, number], index: number): number[] {
  const { width, height, classes } = output;
  if (x >= width || y >= height)
    throw new ModelFault(`golden.output.samples[${index}].at`, `outside the output of ${width} × ${height}`);
  return classes.map((_, plane) => planeOf(output, plane)[y * width + x]!);
}

function numbersOf(box: DetectedBox, classes: readonly string[]): number[] {
  return [box.left, box.top, box.right, box.bottom, box.score, classes.indexOf(box.class)];
}
