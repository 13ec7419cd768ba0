import type { Glyph } from 'fontkit';
import { glyphPath, layOut, type FontWeight } from '../text.ts';
import { drawLayer, type Layer } from './layer.ts';

/** A line of text as a layer, and where its corner stands from the start of its baseline, whole pixels. */
export interface Lettered {
  readonly layer: Layer;
  readonly left: number;
  readonly top: number;
}

/** How much of each pixel a glyph covers, 0–255: its shape, and the shape with an edge around it. */
interface Stamp {
  readonly width: number;
  readonly height: number;
  readonly shape: Uint8Array;
  readonly edged: Uint8Array;
}

/** Places between two pixels that a glyph may stand at. */
const phases = 4;
/** Lines kept: a season shows each date once, a day's film the same one a hundred times. */
const keptLines = 64;
const edgeOpacity = 0.5;

/**
 * Sets lines of text, white with a soft dark edge of half `edgePx` all around. Each glyph is drawn once for each of four
 * places between pixels and stamped from then on: drawing outlines anew for every frame takes ten times as long.
 */
export function openLettering(edgePx: number): (text: string, sizePx: number, weight: FontWeight) => Promise<Lettered> {
  const stamps = new Map<string, Promise<Stamp>>();
  const lines = new Map<string, Lettered>();
  const stampOf = (glyph: Glyph, sizePx: number, weight: FontWeight, phase: number): Promise<Stamp> => {
    const key = `${sizePx} ${weight} ${glyph.id} ${phase}`;
    const known = stamps.get(key) ?? drawStamp(glyph, { sizePx, weight, phase, edgePx });
    stamps.set(key, known);
    return known;
  };
  return async (text, sizePx, weight) => {
    const key = `${sizePx} ${weight} ${text}`;
    const known = lines.get(key);
    if (known) return known;
    const { glyphs, width } = layOut(text, weight);
    const sheet = sheetOf(Math.ceil(width * sizePx), sizePx, edgePx);
    for (const { glyph, x, y } of glyphs) {
      const quarters = Math.round(x * sizePx * phases);
      const stamp = await stampOf(glyph, sizePx, weight, quarters % phases);
      press(sheet, stamp, Math.floor(quarters / phases), -Math.round(y * sizePx));
    }
    const line = { layer: inked(sheet), left: -edgePx, top: -topOf(sizePx, edgePx) };
    const [oldest] = lines.keys();
    if (lines.size >= keptLines && oldest !== undefined) lines.delete(oldest);
    lines.set(key, line);
    return line;
  };
}

const topOf = (sizePx: number, edgePx: number): number => Math.ceil(sizePx * 1.05) + edgePx;
const heightOf = (sizePx: number, edgePx: number): number => topOf(sizePx, edgePx) + Math.ceil(sizePx * 0.35) + edgePx;

/** Draws a glyph once without and once with its edge, side by side. */
async function drawStamp(
  glyph: Glyph,
  { sizePx, weight, phase, edgePx }: { sizePx: number; weight: FontWeight; phase: number; edgePx: number },
): Promise<Stamp> {
  // Marks and slanted letters reach beyond their advance.
  const width = Math.ceil((glyph.advanceWidth / 1000) * sizePx + sizePx * 0.5) + 2 * edgePx;
  const [height, baseline] = [heightOf(sizePx, edgePx), topOf(sizePx, edgePx)];
  const at = (left: number) => glyphPath(glyph, weight, sizePx, left + edgePx + phase / phases, baseline);
  const edge = `stroke="#fff" stroke-width="${edgePx}" stroke-linejoin="round"`;
  const svg = `<path fill="#fff" d="${at(0)}"/><path fill="#fff" ${edge} d="${at(width)}"/>`;
  const { rgba } = await drawLayer(svg, 2 * width, height);
  const half = (from: number): Uint8Array =>
    Uint8Array.from(
      { length: width * height },
      (_, pixel) => rgba[(Math.floor(pixel / width) * 2 * width + from + (pixel % width)) * 4 + 3]!,
    );
  return { width, height, shape: half(0), edged: half(width) };
}

/** An empty line; its first pixel stands an edge before the start of the text. */
function sheetOf(textWidth: number, sizePx: number, edgePx: number): Stamp {
  const width = textWidth + Math.ceil(sizePx * 0.5) + 2 * edgePx;
  const height = heightOf(sizePx, edgePx);
  return { width, height, shape: new Uint8Array(width * height), edged: new Uint8Array(width * height) };
}

/** Glyphs that overlap cover a pixel as much as the one that covers it most. */
function press(sheet: Stamp, stamp: Stamp, left: number, top: number): void {
  const [firstRow, lastRow] = [Math.max(0, -top), Math.min(stamp.height, sheet.height - top)];
  const [firstColumn, lastColumn] = [Math.max(0, -left), Math.min(stamp.width, sheet.width - left)];
  for (let row = firstRow; row < lastRow; row += 1) {
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const from = row * stamp.width + column;
      const to = (top + row) * sheet.width + left + column;
      if (stamp.edged[from]! > sheet.edged[to]!) sheet.edged[to] = stamp.edged[from]!;
      if (stamp.shape[from]! > sheet.shape[to]!) sheet.shape[to] = stamp.shape[from]!;
    }
  }
}

/** White where the shapes are, over black where their edges are. */
function inked({ width, height, shape, edged }: Stamp): Layer {
  const rgba = Buffer.alloc(width * height * 4);
  for (let pixel = 0; pixel < edged.length; pixel += 1) {
    if (edged[pixel] === 0) continue;
    const white = shape[pixel]!;
    const alpha = Math.round(white + (255 - white) * (edged[pixel]! / 255) * edgeOpacity);
    rgba.fill(Math.round((white * 255) / alpha), pixel * 4, pixel * 4 + 3);
    rgba[pixel * 4 + 3] = alpha;
  }
  return { width, height, rgba };
}
