import { wallClock } from '../../weather/wall-clock.ts';
import { glyphColumns, glyphRows, hasInk } from './font.ts';
import type { Picture } from './lens.ts';

/** Dots around the text. */
const padding = 2;

/** What the camera writes: its wall clock in the zone of its longitude, and its name. */
export function captionText(utcMs: number, longitude: number, name: string): string {
  const { day, time } = wallClock(utcMs, longitude);
  return `${day} ${time} ${name}`.trimEnd();
}

/** Where the strip lies in a picture of that height, px from its upper left corner. */
export function captionBox(heightPx: number, text: string): { widthPx: number; heightPx: number } {
  const dot = dotOf(heightPx);
  return { widthPx: (text.length * glyphColumns + 2 * padding) * dot, heightPx: (glyphRows + 2 * padding) * dot };
}

/** Burns the text into the upper left corner: white on a dark strip. */
export function paintCaption({ rgb, widthPx, heightPx }: Picture, text: string): void {
  const dot = dotOf(heightPx);
  const box = captionBox(heightPx, text);
  for (let y = 0; y < Math.min(box.heightPx, heightPx); y += 1) {
    const row = Math.floor(y / dot) - padding;
    for (let x = 0; x < Math.min(box.widthPx, widthPx); x += 1) {
      const dotX = Math.floor(x / dot) - padding;
      const isInk =
        dotX >= 0 &&
        row >= 0 &&
        row < glyphRows &&
        hasInk(text[Math.floor(dotX / glyphColumns)] ?? ' ', dotX % glyphColumns, row);
      const at = (y * widthPx + x) * 3;
      for (let c = at; c < at + 3; c += 1) rgb[c] = isInk ? 238 : rgb[c]! * 0.3;
    }
  }
}

function dotOf(heightPx: number): number {
  return Math.max(1, Math.round(heightPx / 300));
}
