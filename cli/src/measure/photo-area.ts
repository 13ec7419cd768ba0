import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { readBitMask, type Area, type InsideColour } from '@fieldlapse/imaging';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const polygon = z.array(z.tuple([share, share])).min(3);

/**
 * The area that `--roi` names: a PNG mask, or JSON with the corners of a polygon as shares of width and height. Throws
 * `MASK_REFUSED` or `BAD_ARGUMENT`.
 */
export async function photoArea(path: string | undefined, inside: InsideColour): Promise<Area> {
  if (path === undefined) return {};
  const file = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new FieldlapseError('BAD_ARGUMENT', `--roi ${path}: ${cause.code ?? cause.message}`, { cause });
  });
  if (extname(path).toLowerCase() !== '.json') return { mask: await readBitMask(file, inside) };
  return { roi: cornersOf(path, file.toString('utf8')) };
}

function cornersOf(path: string, text: string): z.infer<typeof polygon> {
  const what = 'corners such as [[0,0.5],[1,0.5],[1,1],[0,1]], shares of width and height';
  try {
    const corners = polygon.safeParse(JSON.parse(text));
    if (corners.success) return corners.data;
  } catch {
    // No JSON is no polygon either.
  }
  throw new FieldlapseError('BAD_ARGUMENT', `--roi ${path}: not ${what}`);
}
