/** An object that a detection model found: sides as shares of the picture, 0–1. */
export interface CountedBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly class: string;
  readonly score: number;
}

/** Which boxes count; nothing given: all of them. */
export interface BoxRules {
  readonly classes?: readonly string[] | undefined;
  /** Least score, 0–1. */
  readonly scoreThreshold?: number | undefined;
  /** One byte a pixel, 0 outside, as of `areaMask`: a box counts where its middle is inside. */
  readonly area?: { readonly mask: Uint8Array; readonly width: number; readonly height: number } | undefined;
}

/** How many of a detection model's boxes are objects of these classes in this area. */
export function countBoxes(boxes: readonly CountedBox[], { classes, scoreThreshold = 0, area }: BoxRules = {}): number {
  return boxes.filter(
    (box) => box.score >= scoreThreshold && (!classes || classes.includes(box.class)) && isInside(box, area),
  ).length;
}

function isInside({ left, top, right, bottom }: CountedBox, area: BoxRules['area']): boolean {
  if (!area) return true;
  const x = Math.floor(((left + right) / 2) * area.width);
  const y = Math.floor(((top + bottom) / 2) * area.height);
  if (x < 0 || y < 0 || x >= area.width || y >= area.height) return false;
  return area.mask[y * area.width + x] === 1;
}
