import { tileAt, noiseTile } from '../../weather/noise.ts';
import { clamp01, smoothStep, type Weather } from '../../weather/weather.ts';
import type { Layer } from '../layer.ts';
import { lightAt, type Light } from './light.ts';
import { paintSky, relativeBearing } from './sky.ts';
import { depthOf, treeLineM, type View } from '../view.ts';

/** How bright the air is against the horizon. */
const airlight = 0.86;
const fogTopM = 60;
const shadows = new Map<number, Float32Array>();

/**
 * The padded picture under the light and the sky of one instant, 3 bytes per pixel; `gain` is the exposure's error,
 * `extinction` the light that fog takes away per metre.
 */
export function compose(
  layer: Layer,
  seed: number,
  clear: Weather,
  utcMs: number,
  gain: number,
  extinction: number,
): Uint8ClampedArray {
  const { view } = layer;
  // Under fog the sun casts no shadow and the sky is one grey.
  const overcast = 0.96 * (1 - Math.exp(-extinction * fogTopM * 2));
  const weather = { ...clear, cloudCover: Math.max(clear.cloudCover, overcast) };
  const light = lightAt(weather);
  const rgb = new Uint8ClampedArray(view.width * view.height * 3);
  paintSky(rgb, view, seed, weather, light, utcMs);
  const tile = shadows.get(seed) ?? noiseTile(seed + 21, 3);
  shadows.set(seed, tile);
  const hours = (utcMs / 3_600_000) % 4096;
  const low = 1 - smoothStep(8, 50, weather.sunElevation);
  const from = (relativeBearing(weather.sunAzimuth) < 0 ? -1 : 1) * low;
  const patchy = smoothStep(0.15, 0.5, weather.cloudCover) * (1 - smoothStep(0.6, 0.95, weather.cloudCover));
  // By distance in m; the first entry is the row's own.
  const veils = Float64Array.from({ length: 256 }, (_, z) => haze(z, weather, extinction));
  for (let y = 0; y < view.horizonY && extinction > 0; y += 1) veilSky(rgb, view, light, y, extinction);
  for (let y = 0; y < view.height; y += 1) {
    const z = y > view.horizonY ? Math.min(treeLineM, depthOf(view, y)) : treeLineM;
    const shade = (x: number) =>
      1 -
      0.55 * patchy * smoothStep(0.46, 0.6, tileAt(tile, (x * z) / view.focalPx + hours * 60, z * 1.1 + hours * 19));
    veils[0] = haze(z, weather, extinction);
    lightRow(rgb, layer, light, y, from, shade, veils, gain);
  }
  return rgb;
}

/** How much of the air's own colour lies over something `z` m away, 0–1. */
function haze(z: number, weather: Weather, extinction: number): number {
  return clamp01(1 - Math.exp(-z / (520 - 330 * clamp01(weather.rainMmPerHour / 12)) - z * extinction));
}

/** The nearer to the horizon, the longer the way through the fog, which is {@link fogTopM} high. */
function veilSky(rgb: Uint8ClampedArray, view: View, light: Light, y: number, extinction: number): void {
  const wayM = Math.min(2000, (fogTopM * view.focalPx) / (view.horizonY - y));
  const veil = 1 - Math.exp(-extinction * wayM);
  for (let at = y * view.width * 3, end = at + view.width * 3; at < end; at += 3) {
    for (let c = 0; c < 3; c += 1) rgb[at + c] = rgb[at + c]! + (light.horizon[c]! * airlight - rgb[at + c]!) * veil;
  }
}

function lightRow(
  rgb: Uint8ClampedArray,
  layer: Layer,
  light: Light,
  y: number,
  from: number,
  shade: (x: number) => number,
  veils: Float64Array,
  gain: number,
): void {
  const { width, horizonY, centerX } = layer.view;
  const mirrorY = Math.min(horizonY - 1, Math.max(0, Math.round(horizonY - (y - horizonY) * 0.62)));
  let sunlit = 1;
  for (let x = 0; x < width; x += 1) {
    const at = y * width + x;
    if (layer.sky[at] === 1) {
      for (let c = at * 3; c < at * 3 + 3; c += 1) rgb[c] = rgb[c]! * gain;
      continue;
    }
    if ((x & 7) === 0) sunlit = shade(x - centerX);
    const facing = sunlit * (0.86 + from * layer.side[at]! * 0.0045);
    const water = layer.water[at]! / 255;
    const veil = veils[layer.farM[at]!]!;
    const mirror = (mirrorY * width + x) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const lit = layer.rgb[at * 3 + channel]! * (light.ambient[channel]! + light.sun[channel]! * facing);
      const hazy = lit + (light.horizon[channel]! * airlight - lit) * veil;
      const wet = hazy + ((rgb[mirror + channel]! * 0.86) / gain - hazy) * water;
      rgb[at * 3 + channel] = (wet > 205 ? 205 + (wet - 205) * 0.55 : wet) * gain;
    }
  }
}
