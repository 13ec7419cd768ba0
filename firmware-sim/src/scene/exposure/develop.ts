import { hash32, unit } from '../../weather/noise.ts';
import { clamp01, type Weather } from '../../weather/weather.ts';
import { marginPx, type View } from '../view.ts';

/** How the camera has moved against its first day, in picture pixels (right, down) and degrees. */
export interface Pose {
  readonly dx: number;
  readonly dy: number;
  readonly rotationDeg: number;
}

/** The circumstances of one exposure; `night` is 0 in daylight and 1 in the dark. */
export interface Exposure {
  readonly pose: Pose;
  readonly weather: Weather;
  readonly night: number;
  readonly frameSeed: number;
}

const grainBits = 16;
const grain = grainTable();

/** The sensor's picture: the padded scene seen from the moved camera, with rain and noise; 3 bytes per pixel. */
export function develop(scene: Uint8ClampedArray, view: View, exposure: Exposure): Uint8ClampedArray {
  const { pose, weather, night, frameSeed } = exposure;
  const width = view.width - 2 * marginPx;
  const height = view.height - 2 * marginPx;
  const picture = new Uint8ClampedArray(width * height * 3);
  const cos = Math.cos((pose.rotationDeg * Math.PI) / 180);
  const sin = Math.sin((pose.rotationDeg * Math.PI) / 180);
  const grey = 0.16 * clamp01(weather.rainMmPerHour / 10);
  const noise = 1.5 + 7 * night;
  const veil = grey * 150 * (1 - 0.85 * night);
  for (let y = 0; y < height; y += 1) {
    let from = hash32(frameSeed, y) & ((1 << grainBits) - 1);
    const offY = y - height / 2;
    for (let x = 0; x < width; x += 1) {
      const offX = x - width / 2;
      // What was at p on the first day is now at p + (dx, dy): look up where it came from.
      const sx = within(cos * offX + sin * offY - pose.dx + width / 2 + marginPx, view.width - 2);
      const sy = within(-sin * offX + cos * offY - pose.dy + height / 2 + marginPx, view.height - 2);
      const fx = sx - (sx | 0);
      const fy = sy - (sy | 0);
      const at = ((sy | 0) * view.width + (sx | 0)) * 3;
      const below = at + view.width * 3;
      const out = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) {
        const top = scene[at + c]! + (scene[at + 3 + c]! - scene[at + c]!) * fx;
        const bottom = scene[below + c]! + (scene[below + 3 + c]! - scene[below + c]!) * fx;
        from = (from + 1) & ((1 << grainBits) - 1);
        picture[out + c] = within((top + (bottom - top) * fy) * (1 - grey) + veil + grain[from]! * noise, 255);
      }
    }
  }
  if (weather.rainMmPerHour > 0.3) paintRain(picture, width, height, exposure);
  return picture;
}

function within(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}

function paintRain(
  picture: Uint8ClampedArray,
  width: number,
  height: number,
  { weather, night, frameSeed }: Exposure,
): void {
  const drops = Math.min(1600, Math.round(((width * height) / 518_400) * 120 * weather.rainMmPerHour));
  const slant = 0.08 + 0.03 * weather.windMPerSec;
  for (let drop = 0; drop < drops; drop += 1) {
    const near = unit(frameSeed, drop, 3);
    const long = 6 + 26 * near * near;
    const bright = (8 + 30 * near) * (1 - 0.6 * night);
    const x0 = unit(frameSeed, drop, 1) * width;
    const y0 = unit(frameSeed, drop, 2) * height;
    for (let step = 0; step < long; step += 1) {
      const x = Math.round(x0 - slant * step);
      const y = Math.round(y0 + step);
      if (x < 0 || x >= width || y >= height) continue;
      for (let c = (y * width + x) * 3, end = c + 3; c < end; c += 1) picture[c] = Math.min(255, picture[c]! + bright);
    }
  }
}

/** Gaussian noise of unit deviation, drawn once. */
function grainTable(): Float32Array {
  const table = new Float32Array(1 << grainBits);
  for (let index = 0; index < table.length; index += 1) {
    let sum = -6;
    for (let draw = 0; draw < 12; draw += 1) sum += unit(91, index, draw);
    table[index] = sum;
  }
  return table;
}
