import type { RgbPicture } from '@fieldlapse/imaging';
import type { ModelCard } from '../card/schema.ts';
import type { Placement } from './placement.ts';
import { resampleRows } from './resample.ts';

export type TensorValues = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The numbers of one input tensor, with its dimensions: batch of 1. */
export interface InputTensor {
  readonly values: TensorValues;
  readonly dims: readonly number[];
}

/** Where one channel of the tensor lies, and how a pixel becomes its number: `pixel × gain + shift`. */
interface Channel {
  /** 0–2: red, green or blue. */
  readonly colour: number;
  readonly start: number;
  readonly step: number;
  readonly gain: number;
  readonly shift: number;
}

/** One part of a picture as the card's `input` wants it: size, order of channels and dimensions, (pixel × scale − mean) ÷ std. A tensor
 * of an earlier picture is used again where its length fits. */
export function tensorOf(
  picture: RgbPicture,
  placement: Placement,
  input: ModelCard['input'],
  reused?: TensorValues,
): InputTensor {
  const { width, height, source, content } = placement;
  const values = reused?.length === width * height * 3 ? reused : emptyTensor(input, width * height * 3);
  const channels = [0, 1, 2].map((index) => channelOf(input, index, width * height));
  resampleRows(picture.pixels, picture.width, source, content, (y, row) => {
    for (const channel of channels) writeRow(values, row, (content.top + y) * width + content.left, channel);
  });
  for (const channel of channels) fillAround(values, placement, channel);
  return { values, dims: input.layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3] };
}

function emptyTensor({ type }: ModelCard['input'], length: number): TensorValues {
  return type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

function channelOf(
  { type, layout, colour, scale, mean, std }: ModelCard['input'],
  index: number,
  plane: number,
): Channel {
  const place = layout === 'NCHW' ? { start: index * plane, step: 1 } : { start: index, step: 3 };
  // Bytes are cut off when they are stored; half a step rounds them.
  const line =
    type === 'uint8' ? { gain: 1, shift: 0.5 } : { gain: scale / std[index]!, shift: -mean[index]! / std[index]! };
  return { colour: colour === 'RGB' ? index : 2 - index, ...place, ...line };
}

function writeRow(
  values: TensorValues,
  row: Float32Array,
  pixel: number,
  { colour, start, step, gain, shift }: Channel,
): void {
  for (let from = colour, into = start + pixel * step; from < row.length; from += 3, into += step) {
    values[into] = row[from]! * gain + shift;
  }
}

/** What the picture does not fill: bars, or its edge repeated. */
function fillAround(values: TensorValues, { width, height, content, barDn }: Placement, channel: Channel): void {
  const { start, step, gain, shift } = channel;
  const bar = barDn === undefined ? undefined : barDn * gain + shift;
  const right = content.left + content.width - 1;
  const bottom = content.top + content.height - 1;
  for (let y = 0; y < height; y += 1) {
    const outside = y < content.top || y > bottom;
    const near = Math.max(content.top, Math.min(bottom, y)) * width;
    for (let x = 0; x < width; x += 1) {
      if (!outside && x === content.left) x = right + 1;
      if (x >= width) break;
      const edge = near + Math.max(content.left, Math.min(right, x));
      values[start + (y * width + x) * step] = bar ?? values[start + edge * step]!;
    }
  }
}
