import { drawBitMask, type BitMask } from './bit-mask.ts';

/** Which part of a picture counts; all positions are shares of its width and height, 0–1. Nothing given: all of it. */
export interface Area {
  /** Corners of the region of interest, `[x, y]`, closed by itself; a region that crosses itself is split even-odd. */
  readonly roi?: readonly (readonly [number, number])[] | undefined;
  /** A region of interest as pixels; with `roi` what lies in both counts. */
  readonly mask?: BitMask | undefined;
  /** Text burnt into the picture, which never counts. */
  readonly captions?: readonly Rectangle[] | undefined;
}

/** Sides of a rectangle as shares of the picture's width (`left`, `right`) and height (`top`, `bottom`). */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * One byte for each pixel of a picture of `width` × `height`, row by row: 1 where it counts, 0 where not; undefined where
 * all of it counts. A pixel is in the region when its centre is, and in a caption as soon as the caption touches it.
 */
export function areaMask(area: Area, width: number, height: number): Uint8Array | undefined {
  const { roi, mask: drawn, captions = [] } = area;
  const bounded = roi !== undefined && roi.length >= 3;
  if (!bounded && !drawn && captions.length === 0) return undefined;
  const mask = new Uint8Array(width * height);
  if (drawn) drawBitMask(mask, drawn, width, height);
  else if (!bounded) mask.fill(1);
  if (bounded && drawn) keepRegion(mask, roi, width, height);
  else if (bounded) fillRegion(mask, roi, width, height);
  for (const caption of captions) blot(mask, caption, width, height);
  return mask;
}

function keepRegion(mask: Uint8Array, roi: NonNullable<Area['roi']>, width: number, height: number): void {
  const region = new Uint8Array(width * height);
  fillRegion(region, roi, width, height);
  for (let at = 0; at < mask.length; at += 1) mask[at]! &= region[at]!;
}

/** Fills each row between every odd and even crossing of its middle line with the region's sides. */
function fillRegion(
  mask: Uint8Array,
  roi: readonly (readonly [number, number])[],
  width: number,
  height: number,
): void {
  for (let row = 0; row < height; row += 1) {
    const crossings = crossingsAt(roi, (row + 0.5) / height);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = clamp(Math.ceil(crossings[pair]! * width - 0.5), width);
      const to = clamp(Math.ceil(crossings[pair + 1]! * width - 0.5), width);
      mask.fill(1, row * width + from, row * width + to);
    }
  }
}

function crossingsAt(roi: readonly (readonly [number, number])[], y: number): number[] {
  const crossings: number[] = [];
  for (const [index, [x1, y1]] of roi.entries()) {
    const [x0, y0] = roi.at(index - 1)!;
    if (y0 > y === y1 > y) continue;
    crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return crossings.sort((a, b) => a - b);
}

function blot(mask: Uint8Array, { left, top, right, bottom }: Rectangle, width: number, height: number): void {
  const from = clamp(Math.floor(left * width), width);
  const to = clamp(Math.ceil(right * width), width);
  const lastRow = clamp(Math.ceil(bottom * height), height);
  for (let row = clamp(Math.floor(top * height), height); row < lastRow && from < to; row += 1) {
    mask.fill(0, row * width + from, row * width + to);
  }
}

function clamp(position: number, side: number): number {
  return Math.max(0, Math.min(side, position));
}

/** A box of pixels: right and bottom exclusive. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The smallest box around what counts in a mask of {@link areaMask}; the whole picture where there is none. */
export function boxOf(mask: Uint8Array | undefined, width: number, height: number): PixelBox {
  if (mask === undefined) return { left: 0, top: 0, right: width, bottom: height };
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1) + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return { left, top, right, bottom };
}

/** The first place between `from` and `to` that counts in a mask of {@link areaMask}; `to` where there is none. */
export function countedFrom(mask: Uint8Array | undefined, from: number, to: number): number {
  let at = from;
  if (mask !== undefined) while (at < to && mask[at] === 0) at += 1;
  return at;
}

/** Where the run of pixels that count and begins at `from` ends: one past its last, at most `to`. */
export function countedTo(mask: Uint8Array | undefined, from: number, to: number): number {
  if (mask === undefined) return to;
  let at = from;
  while (at < to && mask[at] !== 0) at += 1;
  return at;
}
