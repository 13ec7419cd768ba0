import { dewPointC } from './air.ts';

/** What is known of the air over a leaf. */
export interface LeafAir {
  readonly tempC: number;
  readonly relHumidityPct: number;
  /** At the height of the crop; undefined where nothing measures it. */
  readonly windMPerSec?: number | undefined;
}

const wetHumidityPct = 90;

/** The plain rule: a leaf is wet while the air is at 90 % or more. */
export function isLeafWetByHumidity({ relHumidityPct }: Pick<LeafAir, 'relHumidityPct'>): boolean {
  return relHumidityPct >= wetHumidityPct;
}

const dryDepressionC = 3.7;
const calmMPerSec = 2.5;
const calmLimit = 14.4674;

/**
 * Whether a leaf is wet by the CART model [Gleason, Taylor, Loughin & Koehler 1994; Kim et al. 2002, doi
 * 10.1094/PDIS.2002.86.2.179]. Undefined in wind of 2.5 m/s and more, and without a reading of the wind: published copies of that
 * branch contradict each other, so it is not answered.
 */
export function isLeafWetByCart({ tempC, relHumidityPct, windMPerSec }: LeafAir): boolean | undefined {
  const dewPoint = dewPointC(tempC, relHumidityPct);
  const depressionC = dewPoint === undefined ? Infinity : tempC - dewPoint;
  if (depressionC >= dryDepressionC) return false;
  // The formula takes a square root of the temperature: it was made for growing seasons.
  if (windMPerSec === undefined || windMPerSec >= calmMPerSec || tempC < 0) return undefined;
  const score =
    1.6064 * Math.sqrt(tempC) +
    0.0036 * tempC ** 2 +
    0.1531 * relHumidityPct -
    0.4599 * windMPerSec * depressionC -
    0.0035 * tempC * relHumidityPct;
  return score > calmLimit;
}
