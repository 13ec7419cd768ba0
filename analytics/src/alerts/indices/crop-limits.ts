/** Temperatures that a crop bears, °C, with their source; a missing one is not known. */
export interface CropTemperatures {
  readonly damagedBelowC?: number;
  readonly growthStopsBelowMeanC?: number;
  readonly goodC?: readonly [number, number];
  readonly harmedAboveC?: number;
  /** When it matters; always where absent. */
  readonly stage?: string;
  readonly source: string;
  /** True where the source was not checked: rules say so in their texts. */
  readonly unverified?: boolean;
}

/** What the starter rules know of crops; every number can be overridden by a rule. */
export const cropTemperatures = {
  durian: {
    ...{ damagedBelowC: 10, growthStopsBelowMeanC: 22, goodC: [24, 35] },
    source: 'durian phenology, doi 10.1007/s00484-024-02819-x',
  },
  mango: {
    damagedBelowC: 16,
    stage: 'flowering',
    source: 'pollen and ovule damage below 16 °C, mango literature',
    unverified: true,
  },
  citrus: {
    damagedBelowC: 13,
    harmedAboveC: 38,
    goodC: [23, 33],
    source: 'citrus and lime growth limits',
    unverified: true,
  },
  riceFlowering: {
    harmedAboveC: 35,
    stage: 'booting to flowering',
    source: 'spikelet sterility at 35 °C',
    unverified: true,
  },
} as const satisfies Record<string, CropTemperatures>;

/** Degree hours below and above limits over a stretch of hourly or denser temperatures. */
export interface TemperatureStress {
  readonly chillingDegreeHours: number;
  readonly heatDegreeHours: number;
  readonly hoursKnown: number;
}

const hourMs = 3_600_000;

/** Adds up how far and how long temperatures stood outside a crop's limits; `values` hold from one time to another, UTC ms. */
export function temperatureStress(
  values: readonly { readonly from: number; readonly to: number; readonly value: number }[],
  { damagedBelowC = -Infinity, harmedAboveC = Infinity }: Pick<CropTemperatures, 'damagedBelowC' | 'harmedAboveC'>,
): TemperatureStress {
  let [chillingDegreeHours, heatDegreeHours, hoursKnown] = [0, 0, 0];
  for (const { from, to, value } of values) {
    const hours = (to - from) / hourMs;
    hoursKnown += hours;
    chillingDegreeHours += Math.max(0, damagedBelowC - value) * hours;
    heatDegreeHours += Math.max(0, value - harmedAboveC) * hours;
  }
  return { chillingDegreeHours, heatDegreeHours, hoursKnown };
}

/** Days of drought that bring durian to flower after them: the 15-day mean of rain falls below 1 mm a day [doi 10.1007/s00484-024-02819-x]. */
export const durianFlowering = { meanOfDays: 15, belowMmPerDay: 1, flowersAfterDays: 50 } as const;

/** Index of the first day whose 15-day mean of rain is below the limit; days of unknown rain (`undefined`) start the count anew. */
export function firstDroughtDay(rainMm: readonly (number | undefined)[], limits = durianFlowering): number | undefined {
  for (let end = limits.meanOfDays; end <= rainMm.length; end += 1) {
    const window = rainMm.slice(end - limits.meanOfDays, end);
    if (window.some((rain) => rain === undefined)) continue;
    const mean = window.reduce<number>((sum, rain) => sum + (rain ?? 0), 0) / limits.meanOfDays;
    if (mean < limits.belowMmPerDay) return end - 1;
  }
  return undefined;
}
