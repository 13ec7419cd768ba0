import { noiseTile, tileAt, unit } from '../../weather/noise.ts';
import { smoothStep } from '../../weather/weather.ts';
import type { Rgb } from '../color.ts';
import type { Growth } from './growth.ts';
import { paintBox, type Layer } from '../layer.ts';
import { paintHill } from './plant.ts';
import { depthOf, project } from '../view.ts';

const nearestM = 4.2;
const farthestM = 71;
const rowM = 0.34;
/** Rows run a little across the view. */
const rowSkew = 0.16;
const wetMud: Rgb = [104, 84, 62];
const dryMud: Rgb = [142, 120, 90];
const cutStraw: Rgb = [246, 224, 168];
const floodWater: Rgb = [84, 70, 48];
const gauge: Rgb = [236, 234, 228];
const gaugeMark: Rgb = [188, 44, 36];
const gaugeM = 7.4;

/**
 * Paints mud and water, then every hill of rice from the far end to the near one, at its fixed place. Where the field
 * is flooded, water hides what is lower than `floodM`.
 */
export function paintField(layer: Layer, seed: number, growth: Growth, waterLevelCm: number, floodM: number): void {
  if (floodM > 0) paintFlood(layer, seed);
  else paintGround(layer, seed, growth, waterLevelCm);
  let isGaugePainted = false;
  for (let z = farthestM; z > nearestM; z -= Math.max(0.27, z * 0.012)) {
    if (!isGaugePainted && z < gaugeM) {
      paintGauge(layer);
      isGaugePainted = true;
    }
    paintRowOfHills(layer, seed, growth, z, floodM);
  }
}

function paintGround(layer: Layer, seed: number, growth: Growth, waterLevelCm: number): void {
  const { view } = layer;
  const relief = noiseTile(seed + 3, 5);
  const shadeOfLeaves = 1 - 0.62 * growth.closure;
  const dry = smoothStep(4, 22, -waterLevelCm);
  const first = Math.ceil(project(view, 0, farthestM + 1).py);
  for (let y = first; y < view.height; y += 1) {
    const z = depthOf(view, y);
    for (let x = 0; x < view.width; x += 1) {
      const metres = ((x - view.centerX) * z) / view.focalPx;
      const bump = tileAt(relief, metres * 9 + 40, z * 9) * 0.7 + tileAt(relief, metres * 41, z * 41) * 0.3;
      // Mud lies within ±4 cm: what is lower than the water is under it.
      const under = smoothStep(-1.2, 1.2, waterLevelCm - (bump - 0.5) * 16);
      const at = y * view.width + x;
      const strewn = growth.litter * smoothStep(0.3, 0.55, bump);
      const tone = (0.62 + 0.75 * bump) * shadeOfLeaves * (1 - 0.3 * under);
      for (let channel = 0; channel < 3; channel += 1) {
        const mud = wetMud[channel]! + (dryMud[channel]! - wetMud[channel]!) * dry;
        layer.rgb[at * 3 + channel] = (mud + (cutStraw[channel]! - mud) * strewn) * tone;
      }
      layer.water[at] = under * 225 * (1 - 0.75 * growth.closure);
      layer.side[at] = (bump - 0.5) * 60;
      layer.sky[at] = 0;
    }
  }
}

/** Brown water over everything, that mirrors the sky in slow ripples. */
function paintFlood(layer: Layer, seed: number): void {
  const { view } = layer;
  const ripples = noiseTile(seed + 3, 5);
  for (let y = Math.ceil(project(view, 0, farthestM + 1).py); y < view.height; y += 1) {
    const z = depthOf(view, y);
    for (let x = 0; x < view.width; x += 1) {
      const metres = ((x - view.centerX) * z) / view.focalPx;
      const ripple = tileAt(ripples, metres * 3, z * 12);
      const at = y * view.width + x;
      for (let channel = 0; channel < 3; channel += 1) {
        layer.rgb[at * 3 + channel] = floodWater[channel]! * (0.8 + 0.4 * ripple);
      }
      layer.water[at] = 60 + 90 * ripple;
      layer.side[at] = (ripple - 0.5) * 60;
      layer.sky[at] = 0;
    }
  }
}

/** The white and red staff that shows the water level. */
function paintGauge(layer: Layer): void {
  const { px, py, scale } = project(layer.view, -2.1, gaugeM);
  const wide = 0.11 * scale;
  for (let part = 0; part < 9; part += 1) {
    const isMark = part % 2 === 1;
    paintBox(layer, px, py - part * 0.16 * scale, wide, 0.16 * scale + 1, isMark ? gaugeMark : gauge, 0.92);
  }
}

function paintRowOfHills(layer: Layer, seed: number, growth: Growth, z: number, floodM: number): void {
  const { view } = layer;
  const halfM = ((view.width / 2) * z) / view.focalPx + 0.5;
  const skew = z * rowSkew;
  const lastRow = Math.ceil((halfM + skew) / rowM);
  const zIndex = Math.round(z * 1000);
  for (let row = Math.floor((skew - halfM) / rowM); row <= lastRow; row += 1) {
    const jitter = unit(seed + 4, row, zIndex);
    // A few hills never came up.
    if (jitter < 0.025) continue;
    const x = row * rowM - skew + (jitter - 0.5) * 0.1;
    if (Math.abs(x) > halfM) continue;
    const place = project(view, x, z - (unit(seed + 5, row, zIndex) - 0.5) * 0.2);
    const hillSeed = (seed + Math.imul(row, 7919) + Math.imul(zIndex, 104_729)) | 0;
    paintHill(layer, hillSeed, growth, { ...place, vigour: vigourAt(seed, x, z), hiddenM: floodM });
  }
}

/** Patches of the field grow better or worse, about 0.8–1.15. */
function vigourAt(seed: number, x: number, z: number): number {
  const wave = Math.sin(x * 0.31 + seed) + Math.sin(z * 0.23 + x * 0.11 + seed * 2) + Math.sin(z * 0.61 - x * 0.17);
  return 0.98 + wave * 0.055;
}
