import { once } from 'node:events';
import QRCode from 'qrcode';
import type { Label } from './label.ts';

/** Modules of white around the code [ISO/IEC 18004, 9.1]. */
const quietZone = 4;

export const labelSvg = ({ text }: Label): Promise<string> =>
  QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: quietZone });

/** Ten pixels a module: sharp up to about 3 cm on a printer of 300 dpi. */
export const labelPng = ({ text }: Label): Promise<Buffer> =>
  QRCode.toBuffer(text, { type: 'png', errorCorrectionLevel: 'M', margin: quietZone, scale: 10 });

// Points: A4 with 3 × 8 stickers of 63.5 × 33.9 mm, as sheets are sold for office printers.
const point = 72 / 25.4;
const sheet = { width: 210 * point, height: 297 * point, left: 7.2 * point, top: 12.9 * point };
const sticker = { columns: 3, rows: 8, width: 63.5 * point, height: 33.9 * point, gap: 2.5 * point };

/** A sheet of stickers, the code drawn as shapes: sharp at every size. */
export async function labelSheetPdf(label: Label, count: number): Promise<Buffer> {
  // Loaded by the sheet alone: no command that draws none waits for it.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: [sheet.width, sheet.height],
    margin: 0,
    autoFirstPage: false,
    info: { Title: `${label.gtin} ${label.lot}`, Producer: 'Fieldlapse', Creator: 'Fieldlapse' },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(document, 'end');
  const perPage = sticker.columns * sticker.rows;
  for (let at = 0; at < count; at += 1) {
    if (at % perPage === 0) document.addPage();
    const column = at % sticker.columns;
    const row = Math.floor((at % perPage) / sticker.columns);
    const x = sheet.left + column * (sticker.width + sticker.gap);
    drawSticker(document, label, x, sheet.top + row * sticker.height);
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawSticker(document: PDFKit.PDFDocument, label: Label, left: number, top: number): void {
  const { modules } = QRCode.create(label.text, { errorCorrectionLevel: 'M' });
  const side = sticker.height - 4 * point;
  const module = side / (modules.size + 2 * quietZone);
  const x = left + 2 * point + quietZone * module;
  const y = top + 2 * point + quietZone * module;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) document.rect(x + column * module, y + row * module, module, module);
    }
  }
  document.fill('#000000');
  const words = left + side + 4 * point;
  const width = sticker.width - side - 6 * point;
  document
    .font('Helvetica')
    .fontSize(6)
    .text('GTIN', words, top + 6 * point, { width });
  document.fontSize(7).text(label.gtin, { width });
  document.fontSize(6).text('LOT', words, top + 14 * point, { width });
  document.font('Helvetica-Bold').fontSize(9).text(label.lot, { width });
  document
    .font('Helvetica')
    .fontSize(5)
    .text(new URL(label.text).host, words, top + 25 * point, { width });
}
