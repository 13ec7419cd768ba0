import { paintHatch } from '../../drawing/index.ts';
import { burnIn, type Box, type Layer } from '../../drawing/overlay/index.ts';
import { dividerPx } from '../plan/compare.ts';
import type { FilmPlan } from '../plan/plan.ts';
import type { Size } from '../render/coding.ts';

/** Where each film of a plan stands in the picture, px; all even. */
export function panelsOf({ sources, width, height }: Pick<FilmPlan, 'sources' | 'width' | 'height'>): Box[] {
  const [a, b] = sources;
  if (!a || !b) return [{ left: 0, top: 0, width, height }];
  const [shapeA, shapeB] = [a.width / a.height, b.width / b.height];
  const first = 2 * Math.round(((width - dividerPx) * shapeA) / (shapeA + shapeB) / 2);
  const second = { left: first + dividerPx, top: 0, width: width - dividerPx - first, height };
  return [{ left: 0, top: 0, width: first, height }, second];
}

// A light grey without colour.
const dividerLuma = 180;

/** A picture of that size, planar 4:2:0, in the colour of the line between films. */
export function blank({ width, height }: Size): Buffer {
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  return picture.fill(dividerLuma, 0, width * height);
}

/** Puts a picture of a panel's size into its place; both planar 4:2:0. */
export function place(canvas: Buffer, { width, height }: Size, panel: Box, picture: Buffer): void {
  const planes = [
    { from: 0, to: 0, shrink: 1 },
    { from: panel.width * panel.height, to: width * height, shrink: 2 },
    { from: (panel.width * panel.height * 5) / 4, to: (width * height * 5) / 4, shrink: 2 },
  ];
  for (const { from, to, shrink } of planes) {
    const [stride, row, left] = [width / shrink, panel.width / shrink, panel.left / shrink];
    for (let y = 0; y < panel.height / shrink; y += 1) {
      picture.copy(canvas, to + (panel.top / shrink + y) * stride + left, from + y * row, from + (y + 1) * row);
    }
  }
}

/** What stands where a film has nothing to show: the hatching of gaps. */
export function hatched({ width, height }: Size): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  paintHatch({ width, pixels }, { left: 0, top: 0, width, height }, Math.min(width / 16, height / 9) * 0.75);
  const rgba = Buffer.alloc(width * height * 4, 255);
  for (let pixel = 0; pixel < width * height; pixel += 1) pixels.copy(rgba, pixel * 4, pixel * 3, pixel * 3 + 3);
  const layer: Layer = { width, height, rgba };
  return burnIn(blank({ width, height }), width, height, layer, { left: 0, top: 0, width, height });
}
