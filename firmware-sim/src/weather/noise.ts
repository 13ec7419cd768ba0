/** 32 random bits that depend on the three integers alone. */
export function hash32(seed: number, a: number, b = 0): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(a | 0, 0xc2b2ae35) ^ Math.imul(b | 0, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A uniform number in [0, 1) that depends on the three integers alone. */
export function unit(seed: number, a: number, b = 0): number {
  return hash32(seed, a, b) / 2 ** 32;
}

/** Smooth value noise over `x`, 0–1; about one swing per unit. */
export function smoothNoise(seed: number, x: number): number {
  const cell = Math.floor(x);
  const t = x - cell;
  const ease = t * t * (3 - 2 * t);
  return unit(seed, cell) * (1 - ease) + unit(seed, cell + 1) * ease;
}

/** Three octaves of {@link smoothNoise}, 0–1. */
export function fractalNoise(seed: number, x: number): number {
  return (smoothNoise(seed, x) * 4 + smoothNoise(seed + 1, x * 2.03) * 2 + smoothNoise(seed + 2, x * 4.1)) / 7;
}

const tileSize = 256;

/** A square of fractal noise, 0–1, that repeats every {@link tileSize} in both directions. */
export function noiseTile(seed: number, octaves: number): Float32Array {
  const tile = new Float32Array(tileSize * tileSize);
  let weights = 0;
  for (let octave = 0; octave < octaves; octave += 1) {
    const cells = 4 << octave;
    const weight = 0.55 ** octave;
    weights += weight;
    for (let y = 0; y < tileSize; y += 1) {
      for (let x = 0; x < tileSize; x += 1) {
        const value = latticeNoise(seed + octave * 101, (x * cells) / tileSize, (y * cells) / tileSize, cells);
        tile[y * tileSize + x] = tile[y * tileSize + x]! + weight * value;
      }
    }
  }
  for (let index = 0; index < tile.length; index += 1) tile[index] = tile[index]! / weights;
  return tile;
}

function latticeNoise(seed: number, x: number, y: number, cells: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const u = fx * fx * (3 - 2 * fx);
  const v = fy * fy * (3 - 2 * fy);
  const at = (cx: number, cy: number) => unit(seed, cx % cells, cy % cells);
  const top = at(x0, y0) * (1 - u) + at(x0 + 1, y0) * u;
  const bottom = at(x0, y0 + 1) * (1 - u) + at(x0 + 1, y0 + 1) * u;
  return top * (1 - v) + bottom * v;
}

/** The tile at real coordinates, bilinear. */
export function tileAt(tile: Float32Array, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const mask = tileSize - 1;
  const left = x0 & mask;
  const right = (x0 + 1) & mask;
  const upper = (y0 & mask) * tileSize;
  const lower = ((y0 + 1) & mask) * tileSize;
  const top = tile[upper + left]! * (1 - fx) + tile[upper + right]! * fx;
  const bottom = tile[lower + left]! * (1 - fx) + tile[lower + right]! * fx;
  return top * (1 - fy) + bottom * fy;
}
