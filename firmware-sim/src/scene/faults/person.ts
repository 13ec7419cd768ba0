import { unit } from '../../weather/noise.ts';
import type { Light } from '../exposure/light.ts';
import type { Rgb } from '../color.ts';
import type { Stand } from '../stand.ts';
import { project, type View } from '../view.ts';

const tallM = 1.62;
const hat: Rgb = [232, 212, 160];
const skin: Rgb = [150, 108, 82];
const trousers: Rgb = [52, 48, 58];
const shirts: readonly Rgb[] = [
  [62, 92, 150],
  [150, 58, 66],
  [196, 190, 176],
];

/** Where somebody stands, m: somewhere else in every frame, always within the picture. */
function placeOf(view: View, frame: number): { x: number; z: number } {
  const z = 6.5 + 13 * unit(frame, 800) ** 1.5;
  return { x: (unit(frame, 801) - 0.5) * 0.78 * ((view.width * z) / view.focalPx), z };
}

/** Somebody with a conical hat, up to the knees in the plants; paints into the padded picture before it is developed. */
export function paintPerson(
  rgb: Uint8ClampedArray,
  view: View,
  frame: number,
  { coverM, floodM }: Stand,
  { light, gain, extinction }: { light: Light; gain: number; extinction: number },
): void {
  const { x, z } = placeOf(view, frame);
  const { px, py, scale } = project(view, x, z);
  const shirt = shirts[Math.floor(unit(frame, 802) * shirts.length)]!;
  const stride = (unit(frame, 803) - 0.5) * 0.5;
  const stoop = (unit(frame, 804) - 0.5) * 0.7;
  const veil = Math.exp(-extinction * z);
  const reach = 0.6 * scale;
  for (let dy = 0; dy < tallM * scale; dy += 1) {
    const h = dy / scale;
    for (let dx = -reach; dx <= reach; dx += 1) {
      const column = Math.round(px + dx);
      const row = Math.round(py - dy);
      if (column < 0 || row < 0 || column >= view.width || row >= view.height) continue;
      // Leaves and water stand before the legs.
      if (h < floodM || h < coverM * (0.45 + 0.45 * unit(view.width, column))) continue;
      const at = dx / scale - stoop * Math.max(0, h - 0.8) ** 2;
      const color = bodyAt(at, h, stride, shirt);
      if (!color) continue;
      const side = 0.85 + 0.35 * at;
      const out = (row * view.width + column) * 3;
      for (let c = 0; c < 3; c += 1) {
        const lit = color[c]! * (light.ambient[c]! + light.sun[c]! * side * 0.9) * gain;
        rgb[out + c] = light.horizon[c]! * 0.86 * gain * (1 - veil) + lit * veil;
      }
    }
  }
}

/** What is seen of a person `h` m over the ground and `x` m beside its middle. */
function bodyAt(x: number, h: number, stride: number, shirt: Rgb): Rgb | undefined {
  const wide = Math.abs(x);
  if (h > 1.42) return wide < (tallM - h) * 1.35 ? hat : undefined;
  if (h > 1.34) return wide < 0.08 ? skin : undefined;
  if (h > 0.82) {
    const arm = 0.2 + 0.22 * (1.34 - h);
    if (wide < 0.17 + 0.06 * (h - 0.82)) return shirt;
    return wide > arm - 0.05 && wide < arm + 0.05 ? (h > 0.98 ? shirt : skin) : undefined;
  }
  const foot = stride * (0.82 - h) * 0.5;
  return Math.abs(x - 0.09 - foot) < 0.085 || Math.abs(x + 0.09 + foot) < 0.085 ? trousers : undefined;
}
