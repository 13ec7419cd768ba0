import { addDays, type LocalDay } from '@fieldlapse/contracts';
import type { DayValue } from '../../../src/growth/seasons/reading.ts';

/** A crop whose cover is known exactly. */
export interface FieldOptions {
  readonly sowing?: LocalDay;
  readonly days?: number;
  /** Standard deviation of the noise. */
  readonly noise?: number;
  readonly seed?: number;
  /** Days after sowing without a value. */
  readonly missing?: readonly number[];
  /** Water hides three quarters of the crop from the first of these days to before the second. */
  readonly flood?: readonly [number, number];
  /** The crop is cut on this day after sowing. */
  readonly cutOn?: number;
  /** Whether plant cover is measured too: ripe plants stand until day 115. */
  readonly withPlants?: boolean;
}

/** Day after sowing on which the ripe crop is harvested. */
export const harvestDay = 115;

const sown: LocalDay = '2026-05-15';

/** Numbers from 0 to 1, the same ones for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normal noise of that standard deviation. */
export function normalFrom(seed: number): (sd: number) => number {
  const random = randomFrom(seed);
  return (sd) => sd * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Cover so many days after sowing: bare for ten days, half grown on day 35, half ripe on day 95, straw at last. */
export function coverOn(day: number): number {
  if (day < 10) return 0.02;
  const risen = 1 / (1 + Math.exp(-(day - 35) / 5));
  const ripe = 1 / (1 + Math.exp(-(day - 95) / 3));
  return 0.02 + 0.93 * risen * (1 - ripe);
}

/** The day after sowing on which {@link coverOn} reaches that share of its amplitude, rising or falling. */
export function truthOn(share: number, side: 'rising' | 'falling'): number {
  const days = Array.from({ length: 130 }, (_, day) => day).filter((day) => (side === 'rising' ? day <= 65 : day > 65));
  const threshold = 0.02 + share * 0.93;
  return days.find((day) => (side === 'rising' ? coverOn(day) >= threshold : coverOn(day) <= threshold))!;
}

/** Values of every day of that crop. */
export function fieldDays(options: FieldOptions = {}): DayValue[] {
  const {
    sowing = sown,
    days = 125,
    noise = 0.01,
    seed = 1,
    missing = [],
    flood,
    cutOn = Infinity,
    withPlants = false,
  } = options;
  const draw = normalFrom(seed);
  return Array.from({ length: days }, (_, day) => day).flatMap((day) => {
    const isFlooded = flood !== undefined && day >= flood[0] && day < flood[1];
    const cover = (day >= cutOn ? 0.02 : coverOn(day)) * (isFlooded ? 0.25 : 1);
    const value = cover + draw(noise);
    const plants = (day < 10 || day >= Math.min(cutOn, harvestDay) ? 0.1 : 0.95) * (isFlooded ? 0.25 : 1) + draw(0.01);
    return missing.includes(day)
      ? []
      : [{ day: addDays(sowing, day), value, count: 5, ...(withPlants && { plantCover: plants }) }];
  });
}
