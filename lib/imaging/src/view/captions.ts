import type { GrayPicture } from './gray.ts';
import type { Template } from './match.ts';
import type { Level } from './pyramid.ts';

/** Cameras burn their captions into these shares of the height at the top and at the bottom. */
const bandShare = 0.12;

/** Rows that are a caption's bar: this share of their pixels within so many DN of their middle value. */
const bar = { share: 0.6, spreadDn: 8, mostShare: 0.08, marginPx: 2 };

/**
 * The mask without the bars of captions that the picture shows: rows at the top and at the bottom, one after the other from
 * the edge, that are of one colour but for the text. A plain sky is taken for a bar too, which costs nothing.
 */
export function withoutBars(
  { width, height, pixels }: GrayPicture,
  mask: Uint8Array | undefined,
): Uint8Array | undefined {
  const most = Math.floor(height * bar.mostShare);
  const isBar = (row: number): boolean => {
    const values = pixels.slice(row * width, (row + 1) * width).sort();
    const middle = values[width >> 1]!;
    let alike = 0;
    for (const value of values) if (Math.abs(value - middle) <= bar.spreadDn) alike += 1;
    return alike >= bar.share * width;
  };
  let [top, bottom] = [0, 0];
  while (top < most && isBar(top)) top += 1;
  while (bottom < most && isBar(height - 1 - bottom)) bottom += 1;
  if (top + bottom === 0) return mask;
  const left = mask ? mask.slice() : new Uint8Array(width * height).fill(1);
  if (top > 0) left.fill(0, 0, (top + bar.marginPx) * width);
  if (bottom > 0) left.fill(0, (height - bottom - bar.marginPx) * width);
  return left;
}

/** Steps of luminance between neighbours, DN, that are edges of strokes, how many a text has, and the share that stays within so many DN. */
const text = { stepDn: 30, leastEdges: 8, alikeDn: 8, alikeShare: 0.3 };

/**
 * True where a spot of the reference is text that stands at the same place in the frame: near the top or bottom edge, hard
 * edges with the same values pixel by pixel at one side at least. Such a spot says that the picture did not move whatever the camera did.
 */
export function isCaption({ x, y, half }: Template, reference: Level, frame: Level): boolean {
  const { width, height, pixels } = reference;
  if (y > height * bandShare && y < height * (1 - bandShare)) return false;
  let [edges, alike] = [0, 0];
  for (let row = y - half; row <= y + half; row += 1) {
    for (let at = row * width + x - half; at < row * width + x + half; at += 1) {
      if (Math.abs(pixels[at + 1]! - pixels[at]!) < text.stepDn) continue;
      edges += 1;
      // One side of the edge is enough: text without a ground of its own has the scene at the other.
      const [before, after] = [pixels[at]! - frame.pixels[at]!, pixels[at + 1]! - frame.pixels[at + 1]!];
      if (Math.min(Math.abs(before), Math.abs(after)) <= text.alikeDn) alike += 1;
    }
  }
  return edges >= text.leastEdges && alike >= edges * text.alikeShare;
}
