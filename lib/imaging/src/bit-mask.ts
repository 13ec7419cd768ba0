import { FieldlapseError } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { maxPicturePixels } from './jpeg-header.ts';
import { invertPose, movePoint, stillPose, type Pose } from './view/pose.ts';

/** Pixels of an area, drawn over a whole picture in a grid of its own. */
export interface BitMask {
  readonly width: number;
  readonly height: number;
  /** A byte for each pixel, row by row: 1 inside, 0 outside. */
  readonly inside: Uint8Array;
  /** How the picture that is measured stands against the one that was drawn over; still where absent. */
  readonly pose?: Pose | undefined;
}

/** Which colour of a mask file marks the area: ours and most tools write white (255), PhenoCam black. */
export type InsideColour = 'white' | 'black';

const darkest = 32;
const brightest = 223;
/** Soft edges make some grey; a photo is nearly all of it. */
const mostGrey = 0.1;

/** Reads a PNG of one area. Throws `MASK_REFUSED` where it is no picture in black and white, or marks nothing. */
export async function readBitMask(png: Uint8Array, insideColour: InsideColour = 'white'): Promise<BitMask> {
  const { pixels, width, height } = await decodeGray(png);
  const inside = new Uint8Array(pixels.length);
  let [gray, marked, most] = [0, 0, 0];
  for (const [at, value] of pixels.entries()) {
    if (value > most) most = value;
    if (value > darkest && value < brightest) gray += 1;
    if (value >= 128 !== (insideColour === 'white')) continue;
    inside[at] = 1;
    marked += 1;
  }
  if (most > 0 && most <= darkest) throw refusal(`its brightest value is ${most}: save it with 0 and 255`);
  if (gray > mostGrey * pixels.length) throw refusal('it is a picture with shades, not a mask of two colours');
  if (marked === 0) throw refusal(`nothing in it is ${insideColour}`);
  return { width, height, inside };
}

async function decodeGray(png: Uint8Array): Promise<{ pixels: Uint8Array; width: number; height: number }> {
  try {
    const { data: pixels, info: size } = await sharp(png, { limitInputPixels: maxPicturePixels })
      .flatten()
      .toColourspace('b-w')
      .extractChannel(0)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels, width: size.width, height: size.height };
  } catch (cause) {
    throw refusal((cause as Error).message.split('\n')[0] ?? 'it does not decode', cause);
  }
}

function refusal(why: string, cause?: unknown): FieldlapseError {
  return new FieldlapseError('MASK_REFUSED', why, cause === undefined ? {} : { cause });
}

/**
 * Writes into `mask`, one byte for each pixel of `width` × `height`, 1 where the centre of the pixel shows something inside the
 * area: what the drawn picture shows outside its edges is outside.
 */
export function drawBitMask(mask: Uint8Array, drawn: BitMask, width: number, height: number): void {
  const { inside, width: columns, height: rows, pose = stillPose } = drawn;
  const back = invertPose(pose);
  const place = (x: number, y: number) => movePoint(x, y, back, height / width);
  // A pose is affine: three points say where all are.
  const [[u0, v0], [uRight, vRight], [uDown, vDown]] = [place(0, 0), place(1, 0), place(0, 1)];
  for (let row = 0, at = 0; row < height; row += 1) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column += 1, at += 1) {
      const x = (column + 0.5) / width;
      const u = Math.floor((u0 + x * (uRight - u0) + y * (uDown - u0)) * columns);
      const v = Math.floor((v0 + x * (vRight - v0) + y * (vDown - v0)) * rows);
      const seen = u >= 0 && v >= 0 && u < columns && v < rows;
      mask[at] = seen ? inside[v * columns + u]! : 0;
    }
  }
}
