import { mix, type Rgb } from '../color.ts';
import { clamp01, smoothStep } from '../../weather/weather.ts';

/** How the rice stands so many days after sowing (a 110-day variety). */
export interface Growth {
  readonly heightM: number;
  /** Leaves and stems per hill, 0–16. */
  readonly blades: number;
  readonly leaf: Rgb;
  /** Share of stems that carry a panicle, and its colour. */
  readonly panicleShare: number;
  readonly panicle: Rgb;
  /** How much the ground lies in the shade of the leaves, 0–1. */
  readonly closure: number;
  /** How far panicles bend over, 0–1. */
  readonly droop: number;
  /** How far single leaves have died before the others, 0–1. */
  readonly ageing: number;
  /** Share of the ground under cut straw, 0–1. */
  readonly litter: number;
}

const harvestDay = 122;
const seedling: Rgb = [158, 186, 78];
const vegetative: Rgb = [82, 142, 48];
const closed: Rgb = [62, 120, 42];
const yellowing: Rgb = [148, 152, 58];
const straw: Rgb = [196, 164, 82];
const cutStem: Rgb = [232, 208, 140];
const youngPanicle: Rgb = [152, 172, 84];
const grain: Rgb = [222, 178, 76];

/** What the harvester leaves. */
export const stubble: Growth = {
  heightM: 0.22,
  blades: 7,
  leaf: cutStem,
  panicleShare: 0,
  panicle: grain,
  closure: 0.05,
  droop: 0,
  ageing: 0.3,
  litter: 0.85,
};

/** The rice so many days after sowing, 0 – 400. */
export function growthAt(day: number): Growth {
  if (day >= harvestDay) return stubble;
  const ripe = smoothStep(80, 112, day);
  const leafGreen = mix(mix(seedling, vegetative, smoothStep(8, 30, day)), closed, smoothStep(30, 55, day));
  const leaf = mix(mix(leafGreen, yellowing, smoothStep(0, 0.6, ripe)), straw, smoothStep(0.5, 1, ripe) * 0.85);
  return {
    heightM: day < 2 ? 0 : 0.03 + 0.97 / (1 + Math.exp(-(day - 40) / 11)),
    blades: day < 2 ? 0 : 2 + 14 * smoothStep(8, 48, day),
    leaf,
    panicleShare: smoothStep(62, 76, day) * 0.75,
    panicle: mix(youngPanicle, grain, smoothStep(76, 104, day)),
    closure: clamp01(smoothStep(18, 58, day)),
    droop: smoothStep(72, 100, day),
    ageing: smoothStep(70, 100, day) * 0.8,
    litter: 0,
  };
}
