import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type Glyph } from 'fontkit';

const require = createRequire(import.meta.url);

// Source Sans 3 (SIL Open Font License 1.1): every Vietnamese letter, digits of one width, clear at small sizes.
const files = {
  regular: require.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  semibold: require.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
} as const;

/** Weights that text is drawn in. */
export type FontWeight = keyof typeof files;

/** Where a line of text stands: `y` is its baseline, `x` its start, middle or end; px. */
export interface TextPlace {
  readonly sizePx: number;
  readonly weight?: FontWeight;
  readonly x?: number;
  readonly y?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Outlines of a line of text and the width that it takes, px. */
export interface TextPath {
  /** Data of an SVG path: text drawn from it looks the same on machines without a single font. */
  readonly d: string;
  readonly width: number;
}

/** Height of a line with Vietnamese marks above and below, as a share of the size. */
export const lineHeight = 1.3;

const fonts = new Map<FontWeight, Font>();
const outlines = new Map<FontWeight, Map<number, Outline>>();

type Outline = readonly { readonly letter: string; readonly args: readonly number[] }[];

/** Path of the font's file, for what embeds it. */
export const fontFile = (weight: FontWeight): string => files[weight];

/** A glyph of a line of text, with its place from the line's start on the baseline, in shares of the size. */
export interface PlacedGlyph {
  readonly glyph: Glyph;
  readonly x: number;
  readonly y: number;
}

/**
 * Outlines of a line of text, kerned, with marks on their letters whether they come composed or apart. A letter that the
 * font lacks is an empty box.
 */
export function textPath(text: string, place: TextPlace): TextPath {
  const { sizePx, weight = 'regular', x = 0, y = 0, anchor = 'start' } = place;
  const line = layOut(text, weight);
  const width = line.width * sizePx;
  const start = x - (anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width);
  const d = line.glyphs.map((placed) =>
    glyphPath(placed.glyph, weight, sizePx, start + placed.x * sizePx, y - placed.y * sizePx),
  );
  return { d: d.join(''), width };
}

/** Width of a line of text, px. */
export function textWidth(text: string, { sizePx, weight = 'regular' }: Pick<TextPlace, 'sizePx' | 'weight'>): number {
  return layOut(text, weight).width * sizePx;
}

/** Where the glyphs of a line stand, and its width, in shares of the size. Words do not reach over spaces. */
export function layOut(text: string, weight: FontWeight): { readonly glyphs: PlacedGlyph[]; readonly width: number } {
  const glyphs: PlacedGlyph[] = [];
  let width = 0;
  for (const word of text.normalize('NFC').split(/( )/)) {
    const laid = layOutWord(word, weight);
    for (const { glyph, x, y } of laid.glyphs) glyphs.push({ glyph, x: width + x, y });
    width += laid.width;
  }
  return { glyphs, width };
}

/** SVG path data of a glyph whose origin stands at `x`, `y`, px. */
export function glyphPath(glyph: Glyph, weight: FontWeight, sizePx: number, x: number, y: number): string {
  return placed(outlineOf(weight, glyph), sizePx / fontOf(weight).unitsPerEm, x, y);
}

const words = new Map<string, { readonly glyphs: PlacedGlyph[]; readonly width: number }>();
const keptWords = 2000;

/** Kept, because shaping takes most of the time and films repeat their words. */
function layOutWord(word: string, weight: FontWeight): { readonly glyphs: PlacedGlyph[]; readonly width: number } {
  const key = `${weight} ${word}`;
  const known = words.get(key);
  if (known) return known;
  const font = fontOf(weight);
  const run = font.layout(word);
  const em = font.unitsPerEm;
  let pen = 0;
  const glyphs = run.glyphs.map((glyph, index): PlacedGlyph => {
    const { xAdvance, xOffset, yOffset } = run.positions[index]!;
    const x = (pen + xOffset) / em;
    pen += xAdvance;
    return { glyph, x, y: yOffset / em };
  });
  if (words.size >= keptWords) words.clear();
  words.set(key, { glyphs, width: pen / em });
  return { glyphs, width: pen / em };
}

/** The largest size up to `sizePx` at which the text is at most `widthPx` wide. */
export function sizeToFit(text: string, widthPx: number, place: Pick<TextPlace, 'sizePx' | 'weight'>): number {
  const width = textWidth(text, place);
  return width <= widthPx ? place.sizePx : (place.sizePx * widthPx) / width;
}

/** The text, or as much of its beginning as is at most `widthPx` wide with an ellipsis after it. */
export function clipToFit(text: string, widthPx: number, place: Pick<TextPlace, 'sizePx' | 'weight'>): string {
  const fits = (candidate: string) => textWidth(candidate, place) <= widthPx;
  if (fits(text)) return text;
  const letters = [...text.normalize('NFC')];
  while (letters.length > 0 && !fits(`${letters.join('').trimEnd()}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

function fontOf(weight: FontWeight): Font {
  const known = fonts.get(weight);
  if (known) return known;
  // The file holds one font, not a collection of them.
  const font = create(readFileSync(fontFile(weight))) as Font;
  fonts.set(weight, font);
  outlines.set(weight, new Map());
  return font;
}

const letters = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' } as const;

/** Outline in font units, kept: a season's film draws the same few digits a thousand times. */
function outlineOf(weight: FontWeight, glyph: Glyph): Outline {
  const kept = outlines.get(weight)!;
  const known = kept.get(glyph.id);
  if (known) return known;
  const outline = glyph.path.commands.map(({ command, args }) => ({ letter: letters[command], args }));
  kept.set(glyph.id, outline);
  return outline;
}

function placed(outline: Outline, scale: number, x: number, y: number): string {
  let d = '';
  for (const { letter, args } of outline) {
    d += letter;
    // A font's y grows upwards, a picture's downwards.
    for (let at = 0; at < args.length; at += 2) {
      d += `${at > 0 ? ' ' : ''}${round(x + args[at]! * scale)} ${round(y - args[at + 1]! * scale)}`;
    }
  }
  return d;
}

const round = (value: number): number => Math.round(value * 100) / 100;
