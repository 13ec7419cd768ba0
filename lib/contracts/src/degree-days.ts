/** Least and greatest air temperature of a day, °C. */
export interface DayTemperature {
  readonly minC: number;
  readonly maxC: number;
}

/**
 * Degree days of one day, °C·d: the mean of least and greatest temperature, each held within the limits of growth, over the
 * lower one [McMaster and Wilhelm, 1997, method 2; University of Maryland Extension for maize, 10 and 30 °C].
 */
export function degreeDaysOf({ minC, maxC }: DayTemperature, baseTempC: number, upperTempC = Infinity): number {
  return Math.max(0, (Math.min(maxC, upperTempC) + Math.max(minC, baseTempC)) / 2 - baseTempC);
}

/** A sensor that was silent for more days than these says too little of the days between. */
export const bridgedHeatDays = 3;

/**
 * Degree days from sowing to the end of each day, by place: 0 is the day of sowing. Days without a temperature in a short
 * gap get the mean of their neighbours. Returns the first day of a longer gap instead where there is one.
 */
export function heatSums(days: readonly (DayTemperature | null)[], baseTempC: number): number[] | { missing: number } {
  const daily = days.map((day) => (day === null ? null : degreeDaysOf(day, baseTempC)));
  const sums: number[] = [];
  let sum = 0;
  for (const [index, heat] of daily.entries()) {
    const known = heat ?? bridged(daily, index);
    if (known === null) return { missing: index };
    sum += known;
    sums.push(sum);
  }
  return sums;
}

function bridged(daily: readonly (number | null)[], index: number): number | null {
  const before = daily.findLastIndex((heat, at) => at < index && heat !== null);
  const after = daily.findIndex((heat, at) => at > index && heat !== null);
  const gap = (after < 0 ? daily.length : after) - before - 1;
  const neighbours = [daily[before], daily[after]].filter((heat) => heat !== undefined && heat !== null);
  if (gap > bridgedHeatDays || neighbours.length === 0) return null;
  return neighbours.reduce((total, heat) => total + heat, 0) / neighbours.length;
}
