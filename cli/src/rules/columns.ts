import { FieldlapseError, quantityNames, type QuantityName } from '@fieldlapse/contracts';
import { plainWords } from '../table/plain-words.ts';

/** What a column holds: a quantity, and how its unit becomes that of the quantity. */
export interface Recognised {
  readonly quantity: QuantityName;
  readonly convert: (value: number) => number;
}

type Unit =
  '°C' | '°F' | 'dS/m' | 'µS/cm' | 'g/L' | 'W/m²' | '%' | 'mm' | 'cm' | 'm' | 'mV' | 'V' | 'm/s' | 'km/h' | 'other';

const unitPatterns: readonly (readonly [Unit, RegExp])[] = [
  ['°C', /°\s*c\b|ºc\b|℃|\bdeg\s?c\b/i],
  ['°F', /°\s*f\b|ºf\b|℉/i],
  ['µS/cm', /[µμu]s\s*\/\s*cm/i],
  ['dS/m', /\b(ds\s*\/\s*m|ms\s*\/\s*cm)\b/i],
  ['g/L', /\b(g|mg)\s*\/\s*l\b|‰|\bpp[tm]\b/i],
  ['W/m²', /\bw\s*(\/\s*m|m\s*[-−⁻])/i],
  ['km/h', /\bkm\s*\/\s*h\b|\bkph\b/i],
  ['m/s', /(?<!\w)m\s*\/\s*s\b/i],
  ['other', /\bk?lux\b|mol\b|\bg\s*\/\s*(m|kg)|\b[khm]pa\b|\b(k?m|mi)\s*\/\s*[sh]\b/i],
  ['%', /%/],
  ['mm', /\bmm\b/i],
  ['cm', /\bcm\b/i],
  ['m', /\(\s*m\s*\)/i],
  ['mV', /\bmv\b/i],
  ['V', /\bv\b|\bvolts?\b/i],
];

const same = (value: number): number => value;
const times = (factor: number) => (value: number) => value * factor;

interface Kind {
  readonly quantity: QuantityName;
  readonly words: RegExp;
  readonly never?: RegExp;
  readonly units: Partial<Record<Unit, (value: number) => number>>;
  /** True where the words alone say the unit. */
  readonly bare: boolean;
}

// Words without accents, as `plainWords` leaves them.
const kinds: readonly Kind[] = [
  {
    quantity: 'airTempC',
    words: /\b(temperature|temp|tair|nhiet do|temperatuur|temperatura)\b/,
    never: /\b(dew|dewpoint|suong|soil|dat|substrate|gia the|water|nuoc|leaf|la|wet|bulb|apparent|feels|setpoint)\b/,
    units: { '°C': same, '°F': (value) => (value - 32) / 1.8 },
    bare: true,
  },
  {
    quantity: 'relHumidityPct',
    words: /\b(humidity|rh|do am|am do|vochtigheid|umidita)\b/,
    never: /\b(soil|dat|absolute|tuyet doi|specific|deficit|substrate|gia the)\b/,
    units: { '%': same },
    bare: true,
  },
  {
    quantity: 'soilMoisturePct',
    words: /\b(soil moisture|soil humidity|vwc|do am dat|am do dat|water content)\b/,
    units: { '%': same },
    bare: true,
  },
  { quantity: 'rainMm', words: /\b(rain|rainfall|precipitation|mua)\b/, units: { mm: same }, bare: true },
  {
    quantity: 'salinityDsPerM',
    words: /\b(ec|ec25|conductivity|salinity|do man|do dan dien)\b/,
    never: /\b(soil|dat|substrate)\b/,
    units: { 'dS/m': same, 'µS/cm': times(0.001) },
    bare: false,
  },
  {
    quantity: 'waterLevelCm',
    words: /\b(water level|water depth|muc nuoc)\b/,
    units: { cm: same, mm: times(0.1), m: times(100) },
    bare: false,
  },
  {
    quantity: 'lightWattPerM2',
    words: /\b(radiation|solar|shortwave|buc xa)\b/,
    units: { 'W/m²': same },
    bare: false,
  },
  {
    quantity: 'airSpeedMPerSec',
    words: /\b(air speed|wind speed|windspeed|air velocity|toc do gio|van toc gio)\b/,
    never: /\b(gust|gusts|giat|direction|huong)\b/,
    units: { 'm/s': same, 'km/h': times(1 / 3.6) },
    bare: false,
  },
  {
    quantity: 'batteryVolt',
    words: /\b(battery|batt|vbat|pin|ac quy)\b/,
    units: { V: same, mV: times(0.001) },
    bare: true,
  },
];

/** What stands in a column by the words and the unit of its head; undefined where they do not say it beyond doubt. */
export function recognise(head: string): Recognised | undefined {
  const exact = quantityNames.find((name) => name.toLowerCase() === head.trim().toLowerCase());
  if (exact) return { quantity: exact, convert: same };
  const unit = unitPatterns.find(([, pattern]) => pattern.test(head))?.[0];
  const words = plainWords(head);
  const found = kinds.flatMap(({ quantity, words: wanted, never, units, bare }): Recognised[] => {
    if (!wanted.test(words) || never?.test(words)) return [];
    const convert = unit === undefined ? (bare ? same : undefined) : units[unit];
    return convert ? [{ quantity, convert }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** True for the head of a column that names the sensor of each row. */
export function namesSensor(head: string): boolean {
  return /^(sensor|sensor id|sensor name|device|device id|station|node|cam bien|tram|thiet bi)$/.test(plainWords(head));
}

/** Reads what `--quantity COLUMN=airTempC` says. Throws `BAD_ARGUMENT`. */
export function parseQuantity(text: string): { column: string; quantity: QuantityName } {
  const at = text.lastIndexOf('=');
  const quantity = quantityNames.find((name) => name === text.slice(at + 1));
  if (at > 0 && quantity) return { column: text.slice(0, at), quantity };
  throw new FieldlapseError('BAD_ARGUMENT', `--quantity "${text}": write COLUMN=${quantityNames.join('|')}`);
}
