import type { ModelCard } from '../card/schema.ts';

/** A rectangle of pixels. */
export interface PixelRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How one tensor is filled: which part of the picture goes where in it. */
export interface Placement {
  /** Part of the picture, px of the picture. */
  readonly source: PixelRectangle;
  /** Where it lies in the tensor, px of the tensor. */
  readonly content: PixelRectangle;
  /** The tensor's own size. */
  readonly width: number;
  readonly height: number;
  /** Grey of what the picture does not fill; its edge is repeated where absent. */
  readonly barDn?: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The tensors that a picture is made into, one unless the card asks for tiles; tiles go row by row. */
export function placementsOf({ size }: ModelCard['input'], picture: Size): Placement[] {
  if (size.tiles) return tiles(size.tiles, picture);
  const source = { left: 0, top: 0, ...sizeOf(picture) };
  if (size.fit) {
    const { longestSidePx, multipleOf } = size.fit;
    const content = { left: 0, top: 0, ...scaled(picture, Math.min(1, longestSidePx / longest(picture))) };
    const filled = (side: number) => Math.ceil(side / multipleOf) * multipleOf;
    return [{ source, content, width: filled(content.width), height: filled(content.height) }];
  }
  const { width, height, fit, barDn } = size.fixed!;
  if (fit === 'stretch') return [{ source, content: { left: 0, top: 0, width, height }, width, height }];
  const inner = scaled(picture, Math.min(width / picture.width, height / picture.height));
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  return [{ source, content: { left, top, ...inner }, width, height, barDn }];
}

/** The largest picture that is one tensor for this card: what a model is tried on before it is trusted. */
export function largestPicture({ size }: ModelCard['input']): Size {
  if (size.fit) return { width: size.fit.longestSidePx, height: size.fit.longestSidePx };
  if (size.tiles) return { width: size.tiles.tilePx, height: size.tiles.tilePx };
  return sizeOf(size.fixed!);
}

function tiles({ tilePx, overlapPx }: { tilePx: number; overlapPx: number }, picture: Size): Placement[] {
  const starts = (side: number) => {
    const step = tilePx - overlapPx;
    const more = Math.max(0, Math.ceil((side - tilePx) / step));
    return Array.from({ length: more + 1 }, (_, index) => index * step);
  };
  return starts(picture.height).flatMap((top) =>
    starts(picture.width).map((left) => {
      const width = Math.min(tilePx, picture.width - left);
      const height = Math.min(tilePx, picture.height - top);
      const content = { left: 0, top: 0, width, height };
      return { source: { left, top, width, height }, content, width: tilePx, height: tilePx };
    }),
  );
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });
const longest = ({ width, height }: Size): number => Math.max(width, height);

function scaled({ width, height }: Size, factor: number): Size {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}
