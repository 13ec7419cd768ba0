import { noiseTile, tileAt, unit } from '../../weather/noise.ts';
import { smoothStep } from '../../weather/weather.ts';
import type { Rgb } from '../color.ts';
import type { Picture } from './lens.ts';

const leafColor: Rgb = [58, 92, 36];
const ribColor: Rgb = [128, 150, 78];
const clothColor: Rgb = [52, 84, 128];

/** A leaf that hangs in from the side and sways from frame to frame; `light` is what falls on it, 1 at noon. */
export function paintLeaf(picture: Picture, seed: number, frame: number, cover: number, light: Rgb): void {
  const { rgb, widthPx: width, heightPx: height } = picture;
  const fromLeft = unit(seed, 1) < 0.5;
  const sway = (unit(frame, 5) - 0.5) * 0.1;
  const angle = (unit(seed, 2) - 0.5) * 0.7 + sway;
  const long = width * (0.55 + 0.7 * cover);
  const half = (cover * width * height) / long / 1.3;
  const soft = height * 0.02;
  const rootY = height * (0.35 + 0.3 * unit(seed, 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fx = fromLeft ? x + width * 0.12 : width * 1.12 - x;
      const fy = y - rootY;
      const along = (Math.cos(angle) * fx + Math.sin(angle) * fy) / long;
      if (along < 0 || along > 1) continue;
      // The leaf bends down under its weight.
      const across = -Math.sin(angle) * fx + Math.cos(angle) * fy - along * along * height * 0.16;
      const edge = half * (Math.sin(Math.PI * along ** 0.75) ** 0.7 + 0.02);
      const alpha = smoothStep(-soft, soft, edge - Math.abs(across));
      if (alpha === 0) continue;
      const rib = Math.exp(-((across / (half * 0.05)) ** 2));
      const veins = 0.93 + 0.07 * Math.sin((along * 60 + (Math.abs(across) / half) * 5) * 1.4);
      const shade = veins * (0.72 + (0.3 * across) / half + 0.25 * along);
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) {
        const color = (leafColor[c]! + (ribColor[c]! - leafColor[c]!) * rib) * shade * light[c]!;
        rgb[at + c] = rgb[at + c]! + (color - rgb[at + c]!) * alpha;
      }
    }
  }
}

/** A cloth or tarpaulin that hangs over the camera from above, with folds; at a cover of 1 nothing else is seen. */
export function paintCloth(picture: Picture, seed: number, frame: number, cover: number, light: Rgb): void {
  const { rgb, widthPx: width, heightPx: height } = picture;
  const folds = noiseTile(seed + 41, 4);
  const sway = (unit(frame, 6) - 0.5) * 0.06;
  const soft = height * 0.025;
  for (let x = 0; x < width; x += 1) {
    const share = x / width + sway;
    const hem = height * (cover * 1.2 - 0.1 + 0.1 * Math.sin(share * 9 + seed)) + (cover === 1 ? height : 0);
    for (let y = 0; y < Math.min(height, hem + soft); y += 1) {
      const alpha = smoothStep(-soft, soft, hem - y);
      const fold = tileAt(folds, share * 300 + y * 0.03, (y / height) * 24);
      const shade = 0.35 + 0.75 * fold + 0.03 * ((x ^ y) & 1);
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) {
        rgb[at + c] = rgb[at + c]! + (clothColor[c]! * shade * light[c]! - rgb[at + c]!) * alpha;
      }
    }
  }
}
