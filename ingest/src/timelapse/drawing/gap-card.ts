import type { FilmCard } from '@fieldlapse/contracts';
import type { RgbPicture } from '@fieldlapse/imaging';
import sharp from 'sharp';
import { hatchColours, paintHatch } from './hatch.ts';
import { lineHeight, sizeToFit, textPath, type FontWeight } from './text.ts';
import { daysText, gapText } from './words.ts';

interface Line {
  readonly text: string;
  /** Share of the card's unit, which is a sixteenth of the width of a 16:9 picture. */
  readonly size: number;
  readonly weight: FontWeight;
  readonly colour: string;
}

/**
 * The card that stands in a film for days without a picture: hatched, calm, Vietnamese above English, with the days that it
 * stands for. Readable from 320 px of width on. The same card is the same bytes.
 */
export async function gapCard(
  card: Pick<FilmCard, 'from' | 'to' | 'days' | 'reason'> & { readonly width: number; readonly height: number },
): Promise<RgbPicture> {
  const { width, height } = card;
  const pixels = Buffer.alloc(width * height * 3);
  const unit = Math.min(width / 16, height / 9);
  paintHatch({ width, pixels }, { left: 0, top: 0, width, height }, unit * 0.75);
  const drawn = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(svgOf(linesOf(card), width, height, unit)) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, pixels: drawn };
}

function linesOf(card: Pick<FilmCard, 'from' | 'to' | 'days' | 'reason'>): Line[] {
  const vi = gapText(card, 'vi');
  const en = gapText(card, 'en');
  const whys = [vi.why, en.why].filter((why) => why !== null);
  return [
    { text: vi.title, size: 1.15, weight: 'semibold', colour: '#f4f6f7' },
    { text: en.title, size: 0.8, weight: 'regular', colour: '#c9d1d6' },
    { text: daysText(card.from, card.to, 'vi'), size: 0.8, weight: 'semibold', colour: '#e9c46a' },
    ...whys.map((text): Line => ({ text, size: 0.62, weight: 'regular', colour: '#aab4bb' })),
  ];
}

/** The lines in a plain panel in the middle, each no wider than the picture allows. */
function svgOf(lines: readonly Line[], width: number, height: number, unit: number): string {
  const sized = lines.map((line) => ({
    ...line,
    sizePx: sizeToFit(line.text, width - 2 * unit, { sizePx: line.size * unit, weight: line.weight }),
  }));
  const total = sized.reduce((sum, { sizePx }) => sum + sizePx * lineHeight, 0);
  let bottom = (height - total) / 2;
  let widest = 0;
  const paths = sized.map(({ text, weight, colour, sizePx }) => {
    bottom += sizePx * lineHeight;
    const baseline = Math.round(bottom - sizePx * 0.38);
    const line = textPath(text, { sizePx, weight, x: width / 2, y: baseline, anchor: 'middle' });
    widest = Math.max(widest, line.width);
    return `<path fill="${colour}" d="${line.d}"/>`;
  });
  const [left, top] = [(width - widest) / 2 - unit * 0.6, (height - total) / 2 - unit * 0.35];
  const panel = `<rect x="${left}" y="${top}" width="${widest + unit * 1.2}" height="${total + unit * 0.7}" rx="${unit * 0.2}" fill="rgb(${hatchColours.ground.join()})"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${panel}${paths.join('')}</svg>`;
}
