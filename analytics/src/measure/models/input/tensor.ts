import type { RgbPicture } from '@fieldlapse/imaging';
import type { ModelCard } from '../card/schema.ts';
import type { Placement } from './placement.ts';
import { acrossLines, resampleRows, type ColourPlaces } from './resample.ts';

export type TensorValues = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The numbers of one input tensor, with its dimensions: batch of 1. */
export interface InputTensor {
  readonly values: TensorValues;
  readonly dims: readonly number[];
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
  const places = placesOf(input, width * height);
  resampleRows(picture.pixels, picture.width, source, content, (y, lines, across) => {
    acrossLines(lines, across, values, ((content.top + y) * width + content.left) * places.step, places);
  });
  for (let colour = 0; colour < 3; colour += 1) fillAround(values, placement, places, colour);
  return { values, dims: input.layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3] };
}

function emptyTensor({ type }: ModelCard['input'], length: number): TensorValues {
  return type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

function placesOf({ type, layout, colour, scale, mean, std }: ModelCard['input'], plane: number): ColourPlaces {
  const byColour = (of: (channel: number) => number) =>
    (colour === 'RGB' ? [of(0), of(1), of(2)] : [of(2), of(1), of(0)]) as [number, number, number];
  const isPlanar = layout === 'NCHW';
  const at = {
    step: isPlanar ? 1 : 3,
    starts: byColour((channel) => channel * (isPlanar ? plane : 1)),
  };
  // Bytes are cut off when they are stored; half a step rounds them.
  if (type === 'uint8') return { ...at, gains: [1, 1, 1], shifts: [0.5, 0.5, 0.5] };
  return {
    ...at,
    gains: byColour((channel) => scale / std[channel]!),
    shifts: byColour((channel) => -mean[channel]! / std[channel]!),
  };
}

/** What the picture does not fill: bars, or its edge repeated. */
function fillAround(
  values: TensorValues,
  { width, height, content, barDn }: Placement,
  { step, starts, gains, shifts }: ColourPlaces,
  colour: number,
): void {
  const start = starts[colour]!;
  const bar = barDn === undefined ? undefined : barDn * gains[colour]! + shifts[colour]!;
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
