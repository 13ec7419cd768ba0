import sharp from 'sharp';
import { paintHatch } from '../hatch.ts';
import { textPath } from '../text.ts';
import { sheetsOf } from './layout.ts';
import { counter, pictureOf } from './pictures.ts';
import type { ReportWatch, SeasonReport } from './season-report.ts';
import type { Frame, Mark, Paper, Sheet, TextMark } from './sheet.ts';

/** Pixels for each point: 2,000 px wide, at most 4,000 px high. */
const scale = 2;
const paper: Paper = { width: 1000, height: 2000, margin: 40, columns: 6, shrink: true, sheets: 1 };
/** Up to so many tiles are shown larger, four in a row. */
const fewTiles = 28;

/**
 * The report as one picture, 2,000 px wide and as high as it needs, at most 4,000 px: where there are more pictures than fit,
 * evenly chosen ones are shown and the head says so. The same report is the same bytes. Errors as of `reportPdf`.
 */
export async function reportJpeg(report: SeasonReport, watch: ReportWatch = {}): Promise<Buffer> {
  const columns = report.tiles.length <= fewTiles ? 4 : paper.columns;
  const sheets = sheetsOf(report, { ...paper, columns });
  const drawn = counter(sheets, watch);
  const [sheet] = sheets as [Sheet];
  const [width, height] = [sheet.width * scale, sheet.height * scale];
  const canvas: Canvas = { width, height, pixels: Buffer.alloc(width * height * 3, 255), vectors: [] };
  await paint(canvas, sheet.marks, drawn);
  for (let top = 0; top < height; top += bandHeight) await drawVectors(canvas, top, Math.min(bandHeight, height - top));
  return (
    sharp(canvas.pixels, { raw: { width, height, channels: 3 } })
      // Better tables would save 3 % of bytes and hold 100 MB of coefficients.
      .jpeg({ quality: 86, chromaSubsampling: '4:4:4', optimizeCoding: false })
      .toBuffer()
  );
}

/** Rows that vectors are drawn over at once: the whole sheet would take a hundred megabytes more. */
const bandHeight = 400;

async function drawVectors({ width, pixels, vectors }: Canvas, top: number, height: number): Promise<void> {
  const within = vectors.filter((vector) => vector.top < top + height && vector.bottom > top).map(({ svg }) => svg);
  if (within.length === 0) return;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 ${top} ${width} ${height}">${within.join('')}</svg>`;
  const band = pixels.subarray(top * width * 3, (top + height) * width * 3);
  const drawn = await sharp(band, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  band.set(drawn);
}

/** Pictures and hatching as pixels; text and plain areas as vectors that lie over them. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
  readonly vectors: Vector[];
}

/** Rows from `top` to `bottom`, px. */
interface Vector {
  readonly svg: string;
  readonly top: number;
  readonly bottom: number;
}

async function paint(canvas: Canvas, marks: readonly Mark[], drawn: () => void): Promise<void> {
  for (const mark of marks) {
    if (mark.kind === 'text') canvas.vectors.push(textSvg(mark));
    else if (mark.kind === 'fill') canvas.vectors.push(fillSvg(mark.frame, mark.colour));
    else if (mark.kind === 'hatch') hatch(canvas, mark.frame);
    else if (mark.kind === 'strip') await paintStrip(canvas, mark.png, mark.frame);
    else {
      const picture = await pictureOf(mark, scale);
      drawn();
      if (picture) paste(canvas, picture, mark.frame);
      else {
        hatch(canvas, mark.frame);
        await paint(canvas, mark.instead, drawn);
      }
    }
  }
}

function textSvg({ text, x, y, size, weight, colour, anchor }: TextMark): Vector {
  const place = { sizePx: size * scale, x: x * scale, y: Math.round(y * scale), weight, anchor };
  const svg = `<path fill="${colour}" d="${textPath(text, place).d}"/>`;
  return { svg, top: place.y - 2 * place.sizePx, bottom: place.y + place.sizePx };
}

function fillSvg({ x, y, width, height }: Frame, colour: string): Vector {
  const [left, top, wide, high] = [x * scale, y * scale, width * scale, height * scale] as const;
  const svg = `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${colour}"/>`;
  return { svg, top, bottom: top + high };
}

function hatch(canvas: Canvas, frame: Frame): void {
  const [left, top] = [Math.round(frame.x * scale), Math.round(frame.y * scale)];
  const [width, height] = [Math.round(frame.width * scale), Math.round(frame.height * scale)];
  paintHatch(canvas, { left, top, width, height }, 10 * scale);
}

function paste(canvas: Canvas, picture: { width: number; height: number; pixels: Buffer }, frame: Frame): void {
  const [left, top] = [Math.round(frame.x * scale), Math.round(frame.y * scale)];
  for (let row = 0; row < picture.height && top + row < canvas.height; row += 1) {
    const from = row * picture.width * 3;
    canvas.pixels.set(picture.pixels.subarray(from, from + picture.width * 3), ((top + row) * canvas.width + left) * 3);
  }
}

async function paintStrip(canvas: Canvas, png: Uint8Array, frame: Frame): Promise<void> {
  const [width, height] = [Math.round(frame.width * scale), Math.round(frame.height * scale)];
  const pixels = await sharp(png)
    .resize(width, height, { kernel: 'nearest', fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
  paste(canvas, { width, height, pixels }, frame);
}
