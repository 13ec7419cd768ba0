import type { Rgb } from './color.ts';
import type { View } from './view.ts';

export const ground = 0;
export const greenPlant = 1;
export const ripePlant = 2;

/** What stands in the view before any light falls on it; arrays hold one entry per padded pixel. */
export interface Layer {
  readonly view: View;
  /** Colours in neutral light. */
  readonly rgb: Uint8ClampedArray;
  /** How much the pixel mirrors the sky, 0–255. */
  readonly water: Uint8Array;
  /** Which way the surface leans, −100 (left) – 100 (right). */
  readonly side: Int8Array;
  /** {@link ground}, {@link greenPlant} or {@link ripePlant}: the ground truth of the field. */
  readonly kind: Uint8Array;
  /** 1 where the sky shows. */
  readonly sky: Uint8Array;
  /** How far what stands high is away, whole m; 0 where it is as far as the ground that the row shows. */
  readonly farM: Uint8Array;
}

export function emptyLayer(view: View): Layer {
  const pixels = view.width * view.height;
  return {
    view,
    rgb: new Uint8ClampedArray(pixels * 3),
    water: new Uint8Array(pixels),
    side: new Int8Array(pixels),
    kind: new Uint8Array(pixels),
    sky: new Uint8Array(pixels).fill(1, 0, view.width * view.horizonY),
    farM: new Uint8Array(pixels),
  };
}

/** Paints one pixel of something solid, `farM` m away; outside the picture it does nothing. */
export function paint(
  layer: Layer,
  x: number,
  y: number,
  color: Rgb,
  shade: number,
  side: number,
  kind: number,
  farM = 0,
): void {
  const px = x | 0;
  const py = y | 0;
  if (px < 0 || py < 0 || px >= layer.view.width || py >= layer.view.height) return;
  const at = py * layer.view.width + px;
  layer.rgb[at * 3] = color[0] * shade;
  layer.rgb[at * 3 + 1] = color[1] * shade;
  layer.rgb[at * 3 + 2] = color[2] * shade;
  layer.water[at] = 0;
  layer.side[at] = side;
  layer.kind[at] = kind;
  layer.sky[at] = 0;
  layer.farM[at] = farM;
}

/** Paints an upright rectangle with its lower left corner at (`x`, `y`). */
export function paintBox(
  layer: Layer,
  x: number,
  y: number,
  width: number,
  height: number,
  color: Rgb,
  shade = 1,
): void {
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) paint(layer, x + column, y - row, color, shade, 0, ground);
  }
}
