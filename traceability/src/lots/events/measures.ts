import type { MetricName, QuantityName } from '@fieldlapse/contracts';
import type { JsonObject } from '../../epcis/validate/checks.ts';

/** How one of our numbers stands in a sensor report: GS1's kind of measurement, UN/CEFACT unit, and factor into that unit. */
interface Measure {
  readonly type: string;
  readonly uom?: string;
  readonly feature?: string;
  readonly factor?: number;
}

/** The standard has no word for soil moisture, rain or water levels: a general one and what it is of. */
const quantities: Record<QuantityName, Measure> = {
  airTempC: { type: 'Temperature', uom: 'CEL' },
  relHumidityPct: { type: 'RelativeHumidity', uom: 'P1' },
  lightWattPerM2: { type: 'Irradiance', uom: 'D54' },
  rainMm: { type: 'Length', uom: 'MMT', feature: 'rain' },
  soilMoisturePct: { type: 'VolumeFraction', uom: 'P1', feature: 'soil-moisture' },
  // D10 is siemens per metre: ten times a dS/m.
  salinityDsPerM: { type: 'Conductivity', uom: 'D10', feature: 'salinity', factor: 0.1 },
  waterLevelCm: { type: 'Length', uom: 'CMT', feature: 'water-level' },
  airSpeedMPerSec: { type: 'Speed', uom: 'MTS', feature: 'air-speed' },
  batteryVolt: { type: 'Voltage', uom: 'VLT', feature: 'battery' },
};

const cover = (feature: string): Measure => ({ type: 'Dimensionless', uom: 'P1', feature, factor: 100 });

/** Metrics with a unit; the others are plain numbers by their own name. */
const metrics: Partial<Record<MetricName, Measure>> = {
  greenCover: cover('green-cover'),
  plantCover: cover('plant-cover'),
  cropCover: cover('crop-cover'),
  weedCover: cover('weed-cover'),
  count: { type: 'Count', uom: 'H87', feature: 'count' },
};

/** Numbers of a report, by the names that EPCIS has for them. */
export type ReportNumbers = Partial<Record<'value' | 'minValue' | 'maxValue' | 'meanValue' | 'sDev', number>>;

export function quantityReport(quantity: QuantityName, numbers: ReportNumbers): JsonObject {
  return reportOf(quantities[quantity], numbers);
}

export function metricReport(metric: MetricName, numbers: ReportNumbers): JsonObject {
  return reportOf(metrics[metric] ?? { type: 'Dimensionless', feature: metric }, numbers);
}

function reportOf({ type, uom, feature, factor = 1 }: Measure, numbers: ReportNumbers): JsonObject {
  const converted = Object.entries(numbers).map(([name, value]) => [name, rounded(value * factor)]);
  return {
    type,
    ...Object.fromEntries(converted),
    ...(uom !== undefined && { uom }),
    ...(feature !== undefined && { 'agri:feature': feature }),
  };
}

/** Six decimals: no sensor of a farm has more, and 63.50000000000001 is nobody's measurement. */
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
