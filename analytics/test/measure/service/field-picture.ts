import sharp from 'sharp';

/** How a drawn field looks. */
export interface FieldLook {
  /** Share of the field under green plants, 0–1. */
  readonly cover: number;
  /** How far the camera was turned, px at a width of 640. */
  readonly dxPx?: number;
  /** Brightness, 1 as usual. */
  readonly light?: number;
  /** From this column of the scene on, px, nothing grows. */
  readonly bareFromPx?: number;
  /** Another place has other stones: px that its scene lies from the usual one. */
  readonly place?: number;
  /** Another number is another grain: no two frames are alike. */
  readonly seed?: number;
}

const [width, height] = [640, 360];

/** A field of brown soil with green plants, and posts and stones around it that stand still, as a JPEG. */
export function fieldPicture(look: FieldLook): Promise<Buffer> {
  const key = JSON.stringify(look);
  const known = drawn.get(key) ?? draw(look);
  drawn.set(key, known);
  return known;
}

// Drawing one takes longer than measuring it.
const drawn = new Map<string, Promise<Buffer>>();

function draw({ cover, dxPx = 0, bareFromPx = Infinity, place = 0, light = 1, seed = 1 }: FieldLook): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  const grain = randomOf(seed);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [column, row] = [x - dxPx + place, y];
      const ground = placeNoise(column, row, 3);
      const isPlant = row >= 120 && column - place < bareFromPx && placeNoise(column, row, 8) < cover;
      const rock = placeNoise(column, row, 17) > 0.8 && row < 120;
      const [r, g, b] = isPlant ? [60, 140, 50] : rock ? [210, 205, 200] : row < 120 ? [120, 110, 105] : [130, 100, 75];
      const shade = light * (0.75 + 0.5 * ground) + (grain() - 0.5) * 0.3;
      const at = (y * width + x) * 3;
      pixels[at] = clamp(r * shade);
      pixels[at + 1] = clamp(g * shade);
      pixels[at + 2] = clamp(b * shade);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

/** A number 0–1 for each square of `sidePx`, always the same at the same place. */
function placeNoise(x: number, y: number, sidePx: number): number {
  const [column, row] = [Math.floor(x / sidePx), Math.floor(y / sidePx)];
  let mixed = Math.imul(column * 73856093 + row * 19349663 + sidePx * 83492791, 0x9e3779b1) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
