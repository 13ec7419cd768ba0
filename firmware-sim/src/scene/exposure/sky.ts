import { noiseTile, tileAt } from '../../weather/noise.ts';
import { smoothStep, type Weather } from '../../weather/weather.ts';
import type { Light } from './light.ts';
import type { View } from '../view.ts';

/** The camera looks so many degrees clockwise from north: evenings light the left of the picture. */
const headingDeg = 285;
const tiles = new Map<number, Float32Array>();

/** Paints the sky above the horizon into `rgb` (padded picture, 3 bytes per pixel) at half resolution. */
export function paintSky(
  rgb: Uint8ClampedArray,
  view: View,
  seed: number,
  weather: Weather,
  light: Light,
  utcMs: number,
): void {
  const tile = tiles.get(seed) ?? noiseTile(seed + 11, 6);
  tiles.set(seed, tile);
  const { width, horizonY } = view;
  const hours = (utcMs / 3_600_000) % 4096;
  const bearing = relativeBearing(weather.sunAzimuth);
  const sunX = view.centerX + Math.tan((Math.max(-75, Math.min(75, bearing)) * Math.PI) / 180) * view.focalPx;
  const sunY = horizonY - Math.tan((Math.min(60, weather.sunElevation) * Math.PI) / 180) * view.focalPx;
  const isAhead = Math.abs(bearing) < 85;
  const threshold = 0.74 - 0.62 * weather.cloudCover;
  for (let y = 0; y < horizonY; y += 2) {
    const up = (horizonY - y) / view.focalPx;
    const lift = Math.min(1, up * 2.1) ** 0.62;
    const depth = 1 / (up + 0.09);
    const fade = smoothStep(0, 0.1, up);
    for (let x = 0; x < width; x += 2) {
      const u = ((x - view.centerX) / view.focalPx) * depth * 26 + hours * 16;
      const v = depth * 30 + hours * 5;
      const body = tileAt(tile, u, v) * 0.72 + tileAt(tile, u * 2.7 + hours * 9, v * 2.7) * 0.28;
      const cloud = smoothStep(threshold, threshold + 0.2, body) * (0.35 + 0.65 * fade);
      const thick = smoothStep(threshold + 0.06, threshold + 0.42, body);
      const away = isAhead ? Math.hypot(x - sunX, (y - sunY) * 1.7) / width : 2;
      const warm = Math.exp(-away * away * 7) * 0.9;
      const disc = isAhead ? Math.exp(-((away * 34) ** 2)) * (1 - cloud * 0.8) * (1 - light.night) : 0;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const clear = light.horizon[channel]! + (light.zenith[channel]! - light.horizon[channel]!) * lift;
        const air = clear + (light.glow[channel]! - clear) * warm;
        const lit = light.cloudLit[channel]! + (light.glow[channel]! - light.cloudLit[channel]!) * warm * 0.6;
        const mass = lit + (light.cloudDark[channel]! - lit) * thick * 0.75;
        const value = air + (mass - air) * cloud * 0.94 + disc * 190;
        rgb[at + channel] = value;
        rgb[at + 3 + channel] = value;
      }
    }
    if (y + 1 < horizonY) rgb.copyWithin((y + 1) * width * 3, y * width * 3, (y + 1) * width * 3);
  }
}

/** Degrees from the middle of the picture to the sun, −180 – 180. */
export function relativeBearing(azimuthDeg: number): number {
  return ((azimuthDeg - headingDeg + 540) % 360) - 180;
}
