import { noiseTile, tileAt, unit } from '../../weather/noise.ts';
import { smoothStep } from '../../weather/weather.ts';
import { mix, type Rgb } from '../color.ts';
import type { Layer } from '../layer.ts';
import { depthOf, project } from '../view.ts';
import { paintTree } from './tree.ts';

const grass: Rgb = [112, 130, 62];
const bareSoil: Rgb = [138, 108, 76];
const leafLitter: Rgb = [150, 122, 84];
const mature: Rgb = [66, 104, 48];
/** New leaves of a flush. */
const flush: Rgb = [134, 140, 62];
const farthestM = 71;
const nearestRowM = 9;
const betweenRowsM = 6.5;
const betweenTreesM = 6;
const ditchM = 1.3;

/** How the trees stand so many days after the season's start. */
interface OrchardGrowth {
  readonly heightM: number;
  readonly radiusM: number;
  readonly leaf: Rgb;
}

/** Five-year-old durian: it grows by about a metre a year and flushes new leaves three times. */
function orchardAt(day: number): OrchardGrowth {
  const heightM = 3.4 + day * 0.003;
  const wave = Math.max(0, Math.sin((2 * Math.PI * (day - 12)) / 122));
  return { heightM, radiusM: heightM * 0.4, leaf: mix(mature, flush, 0.55 * wave ** 3) };
}

/** Paints raised beds with ditches between them, the shade under the crowns, and the trees from far to near. */
export function paintOrchard(layer: Layer, seed: number, day: number, waterLevelCm: number, floodM: number): void {
  const growth = orchardAt(day);
  paintBeds(layer, seed, growth, waterLevelCm, floodM);
  for (let row = Math.floor((farthestM - nearestRowM) / betweenRowsM); row >= 0; row -= 1) {
    const z = nearestRowM + row * betweenRowsM;
    const halfM = ((layer.view.width / 2) * z) / layer.view.focalPx + 2;
    for (let column = -Math.ceil(halfM / betweenTreesM); column * betweenTreesM <= halfM; column += 1) {
      const own = seed + 900 + row * 131 + column * 17;
      const vigour = 0.82 + 0.3 * unit(own, 1);
      const place = project(layer.view, xOf(own, row, column), z + (unit(own, 3) - 0.5) * 0.8);
      const { heightM, radiusM, leaf } = growth;
      paintTree(layer, own, {
        ...{ ...place, leaf, hiddenM: floodM, farM: Math.round(z) },
        heightM: heightM * vigour,
        radiusM: radiusM * vigour * (0.9 + 0.2 * unit(own, 4)),
      });
    }
  }
}

/** Trees stand in the middle of every second gap, so that one looks along an open lane. */
function xOf(own: number, row: number, column: number): number {
  return (column + 0.5) * betweenTreesM + (row % 2) * 0.8 + (unit(own, 2) - 0.5) * 0.7;
}

function paintBeds(layer: Layer, seed: number, growth: OrchardGrowth, waterLevelCm: number, floodM: number): void {
  const { view } = layer;
  const relief = noiseTile(seed + 3, 5);
  const flooded = smoothStep(0.02, 0.2, floodM);
  for (let y = Math.ceil(project(view, 0, farthestM + 1).py); y < view.height; y += 1) {
    const z = depthOf(view, y);
    const row = (z - nearestRowM) / betweenRowsM;
    const fromRowM = Math.abs(row - Math.round(row)) * betweenRowsM;
    for (let x = 0; x < view.width; x += 1) {
      const metres = ((x - view.centerX) * z) / view.focalPx;
      const bump = tileAt(relief, metres * 7 + 40, z * 7) * 0.6 + tileAt(relief, metres * 37, z * 37) * 0.4;
      const lane = Math.abs(metres / betweenTreesM - Math.round(metres / betweenTreesM)) * betweenTreesM;
      // Ditches run along every lane; their water hangs on the level in the field.
      const ditch = 1 - smoothStep(ditchM * 0.32, ditchM * 0.55, lane + (bump - 0.5) * 0.25);
      const wet = Math.max(ditch * smoothStep(-30, -4, waterLevelCm - (bump - 0.5) * 6), flooded);
      const underTree = Math.hypot(fromRowM, betweenTreesM / 2 - lane) / growth.radiusM;
      const shade = 1 - 0.5 * (1 - smoothStep(0.6, 1.2, underTree));
      const turf = mix(grass, bareSoil, Math.max(ditch, smoothStep(0.5, 0.62, bump)));
      const soil = mix(turf, leafLitter, (1 - smoothStep(0.4, 1.1, underTree)) * 0.8);
      const at = y * view.width + x;
      const blades = 0.88 + 0.24 * unit(seed + 6, x, y);
      const tone = blades * (0.66 + 0.62 * bump) * shade * (1 - 0.35 * wet);
      for (let channel = 0; channel < 3; channel += 1) layer.rgb[at * 3 + channel] = soil[channel]! * tone;
      layer.water[at] = wet * 190;
      layer.side[at] = (bump - 0.5) * 60;
      layer.sky[at] = 0;
    }
  }
}
