/** What a sensor measures, with its unit and the range outside which a value is implausible. */
export interface Quantity {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly vi: string;
  readonly en: string;
}

/** The one table of sensor quantities; names carry their unit (`docs/config.md` lists them). */
export const quantities = {
  airTempC: { unit: '°C', min: -40, max: 60, vi: 'Nhiệt độ không khí', en: 'Air temperature' },
  relHumidityPct: { unit: '%', min: 0, max: 100, vi: 'Độ ẩm không khí', en: 'Relative humidity' },
  lightWattPerM2: { unit: 'W/m²', min: 0, max: 1500, vi: 'Bức xạ mặt trời', en: 'Solar radiation' },
  rainMm: { unit: 'mm', min: 0, max: 300, vi: 'Lượng mưa', en: 'Rain' },
  soilMoisturePct: { unit: '%', min: 0, max: 100, vi: 'Độ ẩm đất', en: 'Soil moisture' },
  salinityDsPerM: { unit: 'dS/m', min: 0, max: 80, vi: 'Độ mặn (EC ở 25 °C)', en: 'Salinity (EC at 25 °C)' },
  waterLevelCm: { unit: 'cm', min: -200, max: 500, vi: 'Mực nước ruộng', en: 'Water level' },
  airSpeedMPerSec: { unit: 'm/s', min: 0, max: 75, vi: 'Tốc độ gió', en: 'Air speed' },
  batteryVolt: { unit: 'V', min: 0, max: 60, vi: 'Điện áp pin', en: 'Battery voltage' },
} as const satisfies Record<string, Quantity>;

export type QuantityName = keyof typeof quantities;

export const quantityNames = Object.keys(quantities) as [QuantityName, ...QuantityName[]];

/** Name of a raw sensor series in the series store. */
export function sensorSeries(site: string, sensor: string, quantity: QuantityName): string {
  return `${site}/${sensor}/${quantity}`;
}

/** Reads what {@link sensorSeries} wrote; undefined for any other name. */
export function parseSensorSeries(
  name: string,
): { readonly site: string; readonly sensor: string; readonly quantity: QuantityName } | undefined {
  const [site, sensor, quantity, ...more] = name.split('/');
  if (!site || site.startsWith('~') || !sensor || !quantity || more.length > 0) return undefined;
  return Object.hasOwn(quantities, quantity) ? { site, sensor, quantity: quantity as QuantityName } : undefined;
}
