import type { SegmentationCard } from '../card/schema.ts';
import type { Placement } from '../input/placement.ts';
import { ModelFault } from '../model-fault.ts';
import { planeOf, type SegmentationOutput } from '../model-output.ts';
import { requireFinite, requireProbabilities, sigmoid, softmax, type RawTensor } from './raw-tensor.ts';

/** The picture's probabilities from those of its one tensor; the output may be coarser than the input, by one ratio for both sides. */
export function segmentationOf(tensor: RawTensor, card: SegmentationCard, placement: Placement): SegmentationOutput {
  const { width, height, content } = placement;
  const { output, classes } = card;
  const grid = gridOf(tensor.dims, card);
  requireFinite(tensor);
  const left = Math.round((content.left * grid.width) / width);
  const top = Math.round((content.top * grid.height) / height);
  const own = {
    width: Math.max(1, Math.min(grid.width - left, Math.round((content.width * grid.width) / width))),
    height: Math.max(1, Math.min(grid.height - top, Math.round((content.height * grid.height) / height))),
  };
  const planar = output.layout === 'NCHW';
  const [step, next] = planar ? [1, grid.width * grid.height] : [grid.channels, 1];
  const size = own.width * own.height;
  const probabilities = new Float32Array(grid.channels * size);
  for (let channel = 0; channel < grid.channels; channel += 1) {
    const plane = channel * size;
    for (let y = 0; y < own.height; y += 1) {
      const from = ((top + y) * grid.width + left) * step + channel * next;
      if (planar) probabilities.set(tensor.values.subarray(from, from + own.width), plane + y * own.width);
      else
        takeEvery(
          step,
          tensor.values,
          from,
          probabilities.subarray(plane + y * own.width, plane + (y + 1) * own.width),
        );
    }
  }
  finish(probabilities, size, grid.channels, output.kind);
  return { task: 'segmentation', classes, ...own, probabilities };
}

function takeEvery(step: number, values: Float32Array, first: number, row: Float32Array): void {
  for (let x = 0, from = first; x < row.length; x += 1, from += step) row[x] = values[from]!;
}

/** Makes probabilities of what the channels hold. */
function finish(values: Float32Array, size: number, channels: number, kind: 'probability' | 'logits'): void {
  if (kind === 'probability') requireProbabilities(values);
  else if (channels === 1) for (let at = 0; at < size; at += 1) values[at] = sigmoid(values[at]!);
  else for (let at = 0; at < size; at += 1) softmax(values, at, size, channels);
}

/** Width, height and channels of an output; throws a ModelFault where they cannot be what the card says. */
function gridOf(
  dims: readonly number[],
  { output, classes }: SegmentationCard,
): { width: number; height: number; channels: number } {
  const [batch, ...rest] = dims;
  const shown = `"${output.name}" is ${dims.join(' × ')}`;
  if (dims.length !== 4 || batch !== 1)
    throw new ModelFault('output.layout', `${shown}, not 1 × classes × height × width or 1 × height × width × classes`);
  const [channels, height, width] = output.layout === 'NCHW' ? rest : [rest[2], rest[0], rest[1]];
  const fits = channels === classes.length || (channels === 1 && classes.length === 2);
  if (!fits)
    throw new ModelFault('classes', `${shown} in ${output.layout}: ${channels} channels for ${classes.length} classes`);
  return { width: width!, height: height!, channels: channels! };
}

/** Puts tiles together: where they overlap, each counts more the farther a pixel is from its side. */
export function blendTiles(
  tiles: readonly { readonly tensor: RawTensor; readonly placement: Placement }[],
  card: SegmentationCard,
  picture: { width: number; height: number },
  overlapPx: number,
): SegmentationOutput {
  const ratio = ratioOf(tiles[0]!, card);
  const width = Math.max(1, Math.round(picture.width * ratio));
  const height = Math.max(1, Math.round(picture.height * ratio));
  const sums = new Float32Array(card.classes.length * width * height);
  const weights = new Float32Array(width * height);
  for (const { tensor, placement } of tiles) {
    const patch = segmentationOf(tensor, card, placement);
    const planes = card.classes.map((_, index) => planeOf(patch, index));
    const left = Math.round(placement.source.left * ratio);
    const top = Math.round(placement.source.top * ratio);
    const ramp = Math.max(1, overlapPx * ratio);
    for (let y = 0; y < Math.min(patch.height, height - top); y += 1) {
      const down = nearness(y, patch.height, ramp);
      for (let x = 0; x < Math.min(patch.width, width - left); x += 1) {
        const weight = down * nearness(x, patch.width, ramp);
        const into = (top + y) * width + left + x;
        weights[into]! += weight;
        for (let index = 0; index < card.classes.length; index += 1) {
          const value = planes[index]![y * patch.width + x]!;
          sums[index * width * height + into]! += value * weight;
        }
      }
    }
  }
  for (let at = 0; at < sums.length; at += 1) sums[at]! /= weights[at % weights.length]! || 1;
  return { task: 'segmentation', classes: card.classes, width, height, probabilities: sums };
}

/** 0–1: how far inside a side of `length` pixels a pixel lies, in lengths of the ramp at each end. */
function nearness(at: number, length: number, ramp: number): number {
  return Math.min(1, (Math.min(at, length - 1 - at) + 0.5) / ramp);
}

function ratioOf({ tensor, placement }: { tensor: RawTensor; placement: Placement }, card: SegmentationCard): number {
  return gridOf(tensor.dims, card).width / placement.width;
}
