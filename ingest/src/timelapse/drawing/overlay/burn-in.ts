import type { Box } from './curve.ts';
import type { Layer } from './layer.ts';

/** A copy of a frame with the layer over it, as {@link burnOver} does it. */
export function burnIn(frame: Uint8Array, width: number, height: number, layer: Layer, place: Box): Buffer {
  const burnt = Buffer.from(frame);
  burnOver(burnt, width, height, layer, place);
  return burnt;
}

/**
 * Lays the layer over a frame, which changes. The frame is planar 4:2:0 as decoders give it, BT.709 in the limited range, of
 * an even `width` and `height`; `place` is even too, of the layer's size, and lies within the frame.
 */
export function burnOver(frame: Buffer, width: number, height: number, layer: Layer, place: Box): void {
  burnLuma(frame, width, layer, place);
  const quarter = (width * height) / 4;
  burnChroma(frame, width / 2, [quarter * 4, quarter * 5], layer, place);
}

// Weights of BT.709 in the limited range, times 65536: integers give the same bytes everywhere.
function burnLuma(burnt: Buffer, stride: number, { rgba, width }: Layer, place: Box): void {
  for (let row = 0; row < place.height; row += 1) {
    let to = (place.top + row) * stride + place.left;
    const end = (row + 1) * width * 4;
    for (let from = row * width * 4; from < end; from += 4, to += 1) {
      const alpha = rgba[from + 3]!;
      if (alpha === 0) continue;
      const over = 16 + ((11966 * rgba[from]! + 40254 * rgba[from + 1]! + 4064 * rgba[from + 2]! + 32768) >> 16);
      burnt[to] = mix(burnt[to]!, over, alpha);
    }
  }
}

/** One value for four pixels: of the mean of their colours, each counting as much as it covers. */
function burnChroma(burnt: Buffer, stride: number, planes: [number, number], { rgba, width }: Layer, place: Box): void {
  const below = width * 4;
  for (let row = 0; row < place.height; row += 2) {
    const to = ((place.top + row) >> 1) * stride + (place.left >> 1);
    for (let column = 0; column < width; column += 2) {
      const from = (row * width + column) * 4;
      let [alphas, red, green, blue] = [0, 0, 0, 0];
      for (let corner = 0; corner < 4; corner += 1) {
        const pixel = from + (corner & 1) * 4 + (corner >> 1) * below;
        const alpha = rgba[pixel + 3]!;
        alphas += alpha;
        red += rgba[pixel]! * alpha;
        green += rgba[pixel + 1]! * alpha;
        blue += rgba[pixel + 2]! * alpha;
      }
      if (alphas === 0) continue;
      const [r, g, b] = [Math.round(red / alphas), Math.round(green / alphas), Math.round(blue / alphas)];
      const alpha = (alphas + 2) >> 2;
      const [cb, cr] = [planes[0] + to + (column >> 1), planes[1] + to + (column >> 1)];
      burnt[cb] = mix(burnt[cb]!, 128 + ((28784 * b - 6596 * r - 22188 * g + 32768) >> 16), alpha);
      burnt[cr] = mix(burnt[cr]!, 128 + ((28784 * r - 26145 * g - 2639 * b + 32768) >> 16), alpha);
    }
  }
}

function mix(under: number, over: number, alpha: number): number {
  return ((under * (255 - alpha) + over * alpha + 127) / 255) | 0;
}
