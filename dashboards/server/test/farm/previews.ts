import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, daysBetween, localDayOf, sha256Hex, type Keogram, type SpriteSheets } from '@fieldlapse/contracts';
import { ffmpeg } from './pictures.ts';

/** What a season film shows beside itself. */
export interface Previews {
  readonly keogram: Keogram;
  readonly keogramPng: Buffer;
  readonly sprites: SpriteSheets;
  /** JPEG of the one sheet. */
  readonly sheet: Buffer;
}

const columnPx = 8;
const heightPx = 64;
const across = 6;

/** Draws keogram and sprites of one frame a day with the real ffmpeg. */
export function drawPreviews(
  folder: string,
  frames: readonly { f: string; path: string; observedAt: number }[],
  timeZone: string,
): Previews {
  const dayOf = ({ observedAt }: { observedAt: number }) => localDayOf(observedAt, timeZone);
  const [first, last] = [frames[0], frames.at(-1)];
  if (!first || !last) throw new Error('no frames');
  const count = daysBetween(dayOf(first), dayOf(last)) + 1;
  const columns = Array.from({ length: count }, (_, index) => {
    const day = addDays(dayOf(first), index);
    return { day, x: index * columnPx, f: frames.find((frame) => dayOf(frame) === day)?.f ?? null };
  });
  const inputs = join(folder, 'tiles');
  mkdirSync(inputs, { recursive: true });
  frames.forEach(({ path }, index) => copyFileSync(path, join(inputs, `${String(index).padStart(4, '0')}.jpg`)));
  const rows = Math.ceil(frames.length / across);
  const sheetPath = join(folder, 'sheet.jpg');
  const tiles = ['-i', join(inputs, '%04d.jpg'), '-vf', `scale=160:90,tile=${across}x${rows}`, '-frames:v', '1'];
  ffmpeg([...tiles, sheetPath]);
  const keogramPath = join(folder, 'keogram.png');
  const size = `${count * columnPx}x${heightPx}`;
  ffmpeg(['-f', 'lavfi', '-i', `gradients=size=${size}:c0=green:c1=yellow:seed=1`, '-frames:v', '1', keogramPath]);
  const sheet = readFileSync(sheetPath);
  const hash = sha256Hex(columns.map(({ f }) => f).join()).slice(0, 32);
  return {
    keogram: { hash, widthPx: count * columnPx, heightPx, columnPx, columns },
    keogramPng: readFileSync(keogramPath),
    sprites: {
      ...{ tileWidthPx: 160, tileHeightPx: 90, across },
      sheets: [{ name: sha256Hex(sheet).slice(0, 32), days: frames.map(dayOf) }],
    },
    sheet,
  };
}
