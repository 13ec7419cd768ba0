import { paintBackdrop } from './backdrop.ts';
import type { Trouble } from './faults/fault.ts';
import { paintOrchard } from './orchard/orchard.ts';
import { paintField } from './rice/field.ts';
import { growthAt, stubble } from './rice/growth.ts';
import { emptyLayer, greenPlant, ground, type Layer } from './layer.ts';
import type { SceneOptions } from './truth.ts';
import { marginPx, type View } from './view.ts';

/** What stands before the lens on one day, without light. */
export interface Stand {
  readonly layer: Layer;
  /** How high the plants between the rows stand, m: they hide the legs of people. */
  readonly coverM: number;
  /** Depth of a flood, m. */
  readonly floodM: number;
  /** Of the field ROI, 0–1. */
  readonly plantCover: number;
  readonly greenCover: number;
}

const dayMs = 86_400_000;
const grassM = 0.15;

/** A function from a time to what stands there; plants are painted anew once a day: between, only light and weather change. */
export function openStand(
  options: SceneOptions,
  view: View,
  fieldTop: number,
): (utcMs: number, trouble: Trouble) => Stand {
  const { seed, sownAt } = options;
  let backdrop: Layer | undefined;
  let latest: { key: string; stand: Stand } | undefined;

  return (utcMs, trouble) => {
    const day = Math.floor((utcMs - sownAt) / dayMs);
    const isHarvested = trouble.get('harvested') !== undefined;
    const floodM = (trouble.get('flooded')?.depthCm ?? 0) / 100;
    const key = `${day} ${isHarvested} ${floodM}`;
    if (latest?.key === key) return latest.stand;
    if (!backdrop) paintBackdrop((backdrop = emptyLayer(view)), seed);
    const layer = copyOf(backdrop);
    const waterLevelCm = options.waterLevelCm(sownAt + day * dayMs);
    let coverM = grassM;
    if (options.kind === 'orchard') {
      paintOrchard(layer, seed, day, waterLevelCm, floodM);
    } else {
      const growth = isHarvested ? stubble : growthAt(day);
      paintField(layer, seed, growth, waterLevelCm, floodM);
      coverM = growth.heightM;
    }
    latest = { key, stand: { layer, coverM, floodM, ...coverOf(layer, fieldTop) } };
    return latest.stand;
  };
}

function copyOf({ view, rgb, water, side, kind, sky, farM }: Layer): Layer {
  return {
    view,
    ...{ rgb: rgb.slice(), water: water.slice(), side: side.slice() },
    ...{ kind: kind.slice(), sky: sky.slice(), farM: farM.slice() },
  };
}

function coverOf(layer: Layer, fieldTop: number): { plantCover: number; greenCover: number } {
  const { width, height } = layer.view;
  let plants = 0;
  let green = 0;
  let pixels = 0;
  for (let y = fieldTop; y < height - marginPx; y += 1) {
    for (let at = y * width + marginPx; at < (y + 1) * width - marginPx; at += 1) {
      pixels += 1;
      if (layer.kind[at] !== ground) plants += 1;
      if (layer.kind[at] === greenPlant) green += 1;
    }
  }
  return { plantCover: plants / pixels, greenCover: green / pixels };
}
