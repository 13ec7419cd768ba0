import type { RgbPicture } from '@fieldlapse/imaging';

/** What is drawn: eggs on litter, seen by one fixed camera, with the truth known exactly. */
export interface DrawnView {
  readonly seed: number;
  readonly eggs: number;
  /** Factor of all light; 1 by default. */
  readonly light?: number;
  /** A hen in front of a third of the view. */
  readonly hen?: boolean;
  readonly infrared?: boolean;
}

const width = 320;
const height = 180;
export const eggRadius = 8;

/** The same view for the same arguments: litter of random strokes, smooth shaded ellipses that do not touch, noise. */
export function drawView({ seed, eggs, light = 1, hen = false, infrared = false }: DrawnView): RgbPicture {
  const random = drawer(seed * 7919 + 13);
  const colours = new Float64Array(width * height * 3).fill(70);
  for (let stroke = 0; stroke < 9000; stroke += 1) drawStroke(colours, random);
  const placed: { x: number; y: number }[] = [];
  while (placed.length < eggs) {
    const egg = { x: 20 + random() * (width - 40), y: 20 + random() * (height - 40) };
    if (placed.some(({ x, y }) => (x - egg.x) ** 2 + (y - egg.y) ** 2 < (2.6 * eggRadius) ** 2)) continue;
    placed.push(egg);
    drawBody(colours, egg, eggRadius * 1.12, eggRadius * 0.9, [190, 130, 100]);
  }
  if (hen) drawBody(colours, { x: 110 + random() * 100, y: 95 }, 60, 75, [60, 40, 35]);
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    const gray = (colours[at]! + colours[at + 1]! + colours[at + 2]!) / 3;
    const grain = [0, 0, 0].map(() => (random() - 0.5) * 6);
    for (let channel = 0; channel < 3; channel += 1) {
      const value = infrared ? gray * light + grain[0]! : colours[at + channel]! * light + grain[channel]!;
      pixels[at + channel] = Math.max(0, Math.min(255, value));
    }
  }
  return { width, height, pixels };
}

function drawStroke(colours: Float64Array, random: () => number): void {
  const [x, y, angle, shade] = [random() * width, random() * height, random() * Math.PI, 60 + random() * 150];
  for (let step = 0; step < 9; step += 1) {
    const column = Math.floor(x + Math.cos(angle) * step);
    const row = Math.floor(y + Math.sin(angle) * step);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    colours.set([shade * 0.92, shade * 0.95, shade], (row * width + column) * 3);
  }
}

function drawBody(
  colours: Float64Array,
  { x, y }: { x: number; y: number },
  across: number,
  down: number,
  colour: readonly [number, number, number],
): void {
  for (let row = Math.max(0, Math.floor(y - down)); row < Math.min(height, y + down); row += 1) {
    for (let column = Math.max(0, Math.floor(x - across)); column < Math.min(width, x + across); column += 1) {
      const off = ((column - x) / across) ** 2 + ((row - y) / down) ** 2;
      if (off > 1) continue;
      const shade = 1.1 - 0.45 * off - (0.15 * (row - y)) / down;
      colours.set(
        colour.map((value) => value * shade),
        (row * width + column) * 3,
      );
    }
  }
}

/** Numbers in 0–1, the same after the same seed anywhere (xorshift, Marsaglia 2003). */
function drawer(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
