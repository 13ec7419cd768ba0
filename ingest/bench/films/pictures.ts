import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilmReader } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { camera, site } from './farm.ts';
import { filmPictures, pictureAt, type FilmFile, type SeenFrame } from './film.ts';

const stripFrames = 8;
const tileWidthPx = 160;

/** Writes what a page shows of two films: strips, keograms, the first card. */
export async function writePictures(
  folder: string,
  films: { readonly raw: FilmFile; readonly ours: FilmFile },
  readers: { readonly raw: FilmReader; readonly ours: FilmReader },
  seen: readonly SeenFrame[],
  stripFrom: number | undefined,
): Promise<{ stripFrom: string }> {
  const first = stripFrom ?? unsteadiest(seen);
  const rows = [await tiles(films.raw, first), await tiles(films.ours, first)];
  writeFileSync(join(folder, 'strip.jpg'), await stacked(rows, 'jpeg'));
  const season = { kind: 'season' } as const;
  const keograms = [
    await readers.raw.keogramPng(site, camera, season),
    await readers.ours.keogramPng(site, camera, season),
  ];
  writeFileSync(join(folder, 'keogram.png'), await stacked(keograms, 'png'));
  const [card] = films.ours.manifest.cards;
  if (card) {
    const picture = await pictureAt(films.ours, Math.round(card.startSec * films.ours.manifest.fps));
    writeFileSync(join(folder, 'card.jpg'), await sharp(picture).resize(480).jpeg({ quality: 85 }).toBuffer());
  }
  return { stripFrom: new Date(seen[first]!.observedAt).toISOString() };
}

/** Index of the first of the consecutive frames whose light changes most. */
function unsteadiest(seen: readonly SeenFrame[]): number {
  const changes = seen.map(({ luma }, index) => (index === 0 ? 0 : Math.abs(luma - seen[index - 1]!.luma)));
  const sums = changes.map((_, from) =>
    changes.slice(from + 1, from + stripFrames).reduce((sum, change) => sum + change, 0),
  );
  const last = Math.max(0, seen.length - stripFrames);
  return sums.slice(0, last + 1).indexOf(Math.max(...sums.slice(0, last + 1)));
}

async function tiles(film: FilmFile, first: number): Promise<Buffer> {
  const pictures: Buffer[] = [];
  let index = 0;
  for await (const { width, height, pixels } of filmPictures(film)) {
    if (index >= first && index < first + stripFrames) {
      pictures.push(await sharp(pixels, { raw: { width, height, channels: 3 } }).resize(tileWidthPx).png().toBuffer()); // prettier-ignore
    }
    index += 1;
  }
  return joined(pictures, 'across');
}

async function stacked(rows: readonly Buffer[], format: 'jpeg' | 'png'): Promise<Buffer> {
  const picture = sharp(await joined(rows, 'down'));
  return format === 'jpeg' ? picture.jpeg({ quality: 82 }).toBuffer() : picture.png({ palette: true }).toBuffer();
}

const seamPx = 4;

async function joined(pictures: readonly Buffer[], direction: 'across' | 'down'): Promise<Buffer> {
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const side = direction === 'across' ? 'width' : 'height';
  let offset = 0;
  const placed = pictures.map((input, index) => {
    const at = offset;
    offset += sizes[index]![side] + seamPx;
    return direction === 'across' ? { input, left: at, top: 0 } : { input, left: 0, top: at };
  });
  const other = Math.max(...sizes.map((size) => (direction === 'across' ? size.height : size.width)));
  const [width, height] = direction === 'across' ? [offset - seamPx, other] : [other, offset - seamPx];
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(placed)
    .png()
    .toBuffer();
}

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly frames: readonly SeenFrame[];
}

const [svgWidth, svgHeight, left, top, bottom] = [900, 320, 44, 28, 48];
const dayMs = 86_400_000;

/** The ROI's luma by days as an SVG: curves broken where days are missing, and grey lines at the given times. */
export function curvesSvg(curves: readonly Curve[], marks: readonly { at: number; name: string }[]): string {
  const frames = curves[0]!.frames;
  const [from, to] = [frames[0]!.observedAt, frames.at(-1)!.observedAt];
  const lumas = curves.flatMap((curve) => curve.frames.map(({ luma }) => luma));
  const [low, high] = [10 * Math.floor(Math.min(...lumas) / 10), 10 * Math.ceil(Math.max(...lumas) / 10)];
  const x = (time: number): string => (left + ((svgWidth - left - 10) * (time - from)) / (to - from)).toFixed(1);
  const y = (luma: number): string => (top + ((svgHeight - bottom - top) * (high - luma)) / (high - low)).toFixed(1);
  const text = (atX: number | string, atY: number | string, words: string, more = ''): string =>
    `<text x="${atX}" y="${atY}" ${more}>${words}</text>`;
  const levels = Array.from({ length: Math.floor((high - low) / 20) + 1 }, (_, index) => low + 20 * index);
  const grid = levels.map(
    (luma) =>
      `<path d="M${left} ${y(luma)}H${svgWidth - 10}" stroke="#ddd"/>${text(left - 6, y(luma), String(luma), 'text-anchor="end" dominant-baseline="middle"')}`,
  );
  const days = Array.from({ length: Math.floor((to - from) / dayMs / 10) + 1 }, (_, index) => 10 * index);
  const ticks = days.map((day) => text(x(from + day * dayMs), svgHeight - bottom + 16, `day ${day}`, 'text-anchor="middle"')); // prettier-ignore
  const lines = marks.map(
    ({ at, name }, index) =>
      `<path d="M${x(at)} ${top}V${svgHeight - bottom}" stroke="#999" stroke-dasharray="3 3"/>${text(x(at), index % 2 === 0 ? 11 : 24, name, 'text-anchor="middle"')}`,
  );
  const drawn = curves.map(({ colour, frames: of }) => {
    const d = of.map(({ observedAt, luma }, index) => {
      const broken = index === 0 || observedAt - of[index - 1]!.observedAt > 2 * dayMs;
      return `${broken ? 'M' : 'L'}${x(observedAt)} ${y(luma)}`;
    });
    return `<path d="${d.join('')}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
  });
  const key = curves.map(({ name, colour }, index) =>
    text(left + 8 + 220 * index, svgHeight - 8, `━ ${name}`, `fill="${colour}"`),
  );
  const body = [...grid, ...ticks, ...lines, ...drawn, ...key].join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${svgWidth} ${svgHeight}" font-family="sans-serif" font-size="12" fill="#444">\n<rect width="100%" height="100%" fill="#fff"/>\n${body}\n</svg>\n`;
}
