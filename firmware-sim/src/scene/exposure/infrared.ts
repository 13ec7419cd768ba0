import { tileAt, noiseTile, unit } from '../../weather/noise.ts';
import { clamp01, type Weather } from '../../weather/weather.ts';
import { ground, type Layer } from '../layer.ts';
import { depthOf, treeLineM, type View } from '../view.ts';

/** Living leaves throw back most of the near infrared, mud little of it. */
const leafReflects = 0.85;
const groundReflects = 0.5;
/** The lamp lights this far well, m. */
const reachM = 9;
const insects = 5;

/**
 * The padded picture at night under the camera's own infrared lamp: grey, bright in the middle and near, black far away;
 * insects fly through the light.
 */
export function composeInfrared(layer: Layer, seed: number, weather: Weather, frame: number): Uint8ClampedArray {
  const { view } = layer;
  const { width, height } = view;
  const rgb = new Uint8ClampedArray(width * height * 3);
  const uneven = noiseTile(seed + 31, 3);
  const air = 6 + 22 * clamp01(weather.rainMmPerHour / 10);
  for (let y = 0; y < height; y += 1) {
    const z = y > view.horizonY ? Math.min(treeLineM, depthOf(view, y)) : treeLineM;
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const far = 1 / (1 + ((layer.farM[at]! || z) / reachM) ** 2);
      const off = Math.hypot((x - view.centerX) / width, ((y - height * 0.62) / height) * 0.8);
      const lamp = Math.exp(-off * off * 5.5) * (0.88 + 0.24 * tileAt(uneven, x * 0.08, y * 0.08));
      const grey = (layer.rgb[at * 3]! + 2 * layer.rgb[at * 3 + 1]! + layer.rgb[at * 3 + 2]!) / 4;
      const bare = groundReflects * (1 - layer.water[at]! / 330) * (grey > 180 ? 1.6 : 1);
      const reflects = layer.kind[at] === ground ? bare : leafReflects;
      const back = layer.sky[at] === 1 ? 0 : (60 + grey) * reflects * far * 1.75;
      rgb.fill(air + back * lamp, at * 3, at * 3 + 3);
    }
  }
  for (let insect = 0; insect < insects; insect += 1) paintInsect(rgb, view, frame, insect);
  return rgb;
}

/** A streak of light: an insect near the lens while the shutter was open. */
function paintInsect(rgb: Uint8ClampedArray, view: View, frame: number, insect: number): void {
  const lot = (index: number) => unit(frame, 900 + insect, index);
  const scale = view.focalPx / 511;
  const radius = (1.5 + 5 * lot(1) * lot(1)) * scale;
  const long = (8 + 50 * lot(2)) * scale;
  const angle = lot(3) * 2 * Math.PI;
  for (let step = 0; step <= long; step += 1) {
    const cx = lot(4) * view.width + Math.cos(angle) * step;
    const cy = lot(5) * view.height + Math.sin(angle) * step + Math.sin(step / (4 * scale)) * 2 * scale;
    const bright = (40 / radius) * (0.4 + 0.6 * lot(6));
    for (let y = Math.ceil(cy - radius); y <= cy + radius; y += 1) {
      for (let x = Math.ceil(cx - radius); x <= cx + radius; x += 1) {
        if (x < 0 || y < 0 || x >= view.width || y >= view.height) continue;
        const soft = Math.max(0, 1 - Math.hypot(x - cx, y - cy) / radius);
        const at = (y * view.width + x) * 3;
        for (let c = at; c < at + 3; c += 1) rgb[c] = rgb[c]! + bright * soft;
      }
    }
  }
}
