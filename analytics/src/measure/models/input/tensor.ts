import type { RgbPicture } from '@fieldlapse/imaging';
import type { ModelCard } from '../card/schema.ts';
import type { Placement } from './placement.ts';
import { resample, type Raster } from './resample.ts';

/** The numbers of one input tensor, with its dimensions: batch of 1. */
export interface InputTensor {
  readonly values: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  readonly dims: readonly number[];
}

/** One part of a picture as the card's `input` wants it: size, order of channels and dimensions, (pixel × scale − mean) ÷ std. */
export function tensorOf(picture: RgbPicture, placement: Placement, input: ModelCard['input']): InputTensor {
  const { width, height, source, content } = placement;
  const reduced = resample(picture.pixels, picture.width, source, content, 3);
  const values = input.type === 'uint8' ? new Uint8Array(width * height * 3) : new Float32Array(width * height * 3);
  const planar = input.layout === 'NCHW';
  for (let channel = 0; channel < 3; channel += 1) {
    const colour = input.colour === 'RGB' ? channel : 2 - channel;
    const { gain, shift } = lineOf(input, channel);
    const target = { start: planar ? channel * width * height : channel, step: planar ? 1 : 3 };
    fillChannel(values, target, reduced, colour, placement, gain, shift);
  }
  return { values, dims: planar ? [1, 3, height, width] : [1, height, width, 3] };
}

function lineOf({ type, scale, mean, std }: ModelCard['input'], channel: number): { gain: number; shift: number } {
  // Bytes are cut off when they are stored; half a step rounds them.
  if (type === 'uint8') return { gain: 1, shift: 0.5 };
  return { gain: scale / std[channel]!, shift: -mean[channel]! / std[channel]! };
}

function fillChannel(
  values: Float32Array | Uint8Array,
  { start, step }: { start: number; step: number },
  reduced: Raster,
  colour: number,
  { width, height, content, barDn }: Placement,
  gain: number,
  shift: number,
): void {
  const bar = (barDn ?? 0) * gain + shift;
  let into = start;
  for (let y = 0; y < height; y += 1) {
    const line = y - content.top;
    const outside = line < 0 || line >= content.height;
    const row = Math.max(0, Math.min(content.height - 1, line)) * content.width;
    for (let x = 0; x < width; x += 1, into += step) {
      const column = x - content.left;
      if (barDn !== undefined && (outside || column < 0 || column >= content.width)) {
        values[into] = bar;
      } else {
        const near = column < 0 ? 0 : column >= content.width ? content.width - 1 : column;
        values[into] = reduced.values[(row + near) * 3 + colour]! * gain + shift;
      }
    }
  }
}
