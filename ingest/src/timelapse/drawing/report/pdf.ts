import sharp from 'sharp';
import { hatchColours } from '../hatch.ts';
import { fontFile, textWidth } from '../text.ts';
import { sheetsOf } from './layout.ts';
import { counter, pictureOf } from './pictures.ts';
import type { ReportWatch, SeasonReport } from './season-report.ts';
import type { Frame, Mark, Paper, TextMark } from './sheet.ts';
import { reportWords } from './words.ts';

/** A4, portrait. */
const paper: Paper = { width: 595.28, height: 841.89, margin: 40, columns: 3, shrink: false, sheets: 200 };
/** Pixels of a picture for each point: 216 dpi. */
const pictureScale = 3;

/**
 * The report as a PDF: A4 portrait, its font and JPEGs inside, text that can be searched. The same report is the same bytes.
 * Errors of `decodeFor` for pictures that do not decode; the signal's reason.
 */
export async function reportPdf(report: SeasonReport, watch: ReportWatch = {}): Promise<Buffer> {
  const sheets = sheetsOf(report, paper);
  const drawn = counter(sheets, watch);
  // Loaded by a report alone: no start of the server waits for it.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    autoFirstPage: false,
    lang: report.language,
    displayTitle: true,
    info: {
      Title: [reportWords[report.language].title, report.site, report.camera].join(' · '),
      Producer: 'Fieldlapse',
      Creator: 'Fieldlapse',
      CreationDate: new Date(report.orderedAt),
    },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  for (const weight of ['regular', 'semibold'] as const) document.registerFont(weight, fontFile(weight));
  for (const { width, height, marks } of sheets) {
    document.addPage({ size: [width, height], margin: 0 });
    await drawMarks(document, marks, drawn);
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

async function drawMarks(document: PDFKit.PDFDocument, marks: readonly Mark[], drawn: () => void): Promise<void> {
  for (const mark of marks) {
    if (mark.kind === 'text') drawText(document, mark);
    else if (mark.kind === 'fill') rect(document, mark.frame).fill(mark.colour);
    else if (mark.kind === 'hatch') drawHatch(document, mark.frame);
    else if (mark.kind === 'strip') await drawStrip(document, mark.png, mark.frame);
    else await drawPicture(document, mark, drawn);
  }
}

const rect = (document: PDFKit.PDFDocument, { x, y, width, height }: Frame) => document.rect(x, y, width, height);

function drawText(document: PDFKit.PDFDocument, { text, x, y, size, weight, colour, anchor }: TextMark): void {
  if (text === '') return;
  const width = textWidth(text, { sizePx: size, weight });
  const left = x - (anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width);
  document
    .font(weight)
    .fontSize(size)
    .fillColor(colour)
    .text(text.normalize('NFC'), left, y, { lineBreak: false, baseline: 'alphabetic' });
}

/** Diagonal lines as vectors: they stay sharp however far one zooms in. */
function drawHatch(document: PDFKit.PDFDocument, frame: Frame): void {
  const { x, y, width, height } = frame;
  const [ground, line] = [hatchColours.ground, hatchColours.line].map((rgb) => `#${Buffer.from(rgb).toString('hex')}`);
  document.save();
  rect(document, frame).fill(ground!);
  rect(document, frame).clip();
  document.lineWidth(3.4).strokeColor(line!);
  for (let start = x - height; start < x + width; start += 10) {
    document.moveTo(start, y + height).lineTo(start + height, y);
  }
  document.stroke();
  document.restore();
  // Readers smooth the ends of clipped lines: a frame of the ground's colour covers them.
  rect(document, frame).lineWidth(1).stroke(ground!);
}

/** Enlarged before, column by column: readers smooth what they enlarge themselves. */
async function drawStrip(document: PDFKit.PDFDocument, png: Uint8Array, { x, y, width, height }: Frame): Promise<void> {
  const { width: pixels = 1 } = await sharp(png).metadata();
  const times = Math.max(1, Math.ceil((width * pictureScale) / pixels));
  const large = await sharp(png)
    .resize(pixels * times, Math.round(height * pictureScale), { kernel: 'nearest', fit: 'fill' })
    .removeAlpha()
    .png()
    .toBuffer();
  document.image(large, x, y, { width, height });
}

async function drawPicture(
  document: PDFKit.PDFDocument,
  mark: Extract<Mark, { kind: 'picture' }>,
  drawn: () => void,
): Promise<void> {
  const picture = await pictureOf(mark, pictureScale);
  drawn();
  const { frame } = mark;
  if (!picture) {
    drawHatch(document, frame);
    return drawMarks(document, mark.instead, drawn);
  }
  const { pixels, width, height } = picture;
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
  document.image(jpeg, frame.x, frame.y, { width: frame.width, height: frame.height });
}
