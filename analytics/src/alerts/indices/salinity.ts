/** Conductivity of sea water of practical salinity 35 at 15 °C, dS/m (= mS/cm) [UNESCO 1983]. */
const standardDsPerM = 42.914;
const referenceC = 25;
const seaWaterA = [0.008, -0.1692, 25.3851, 14.0941, -7.0261, 2.7081] as const;
const seaWaterB = [0.0005, -0.0056, -0.0066, -0.0375, 0.0636, -0.0144] as const;
const ratioC = [0.6766097, 2.00564e-2, 1.104259e-4, -6.9698e-7, 1.0031e-9] as const;
const temperatureK = 0.0162;

/**
 * Salt in water, g/L, from its electrical conductivity at 25 °C in dS/m: the practical salinity of 1978 [Fofonoff & Millard,
 * UNESCO 44, 1983], below 2 with the extension of Hill, Dauphinee & Woods 1986. Practical salinity is g/kg of sea salt, which in water of
 * 0–5 g/L is g/L to within 1 %. Measured for conductivities of sea water: fertiliser in irrigation water has another ratio.
 */
export function seaSaltGramPerL(ec25DsPerM: number): number {
  if (ec25DsPerM <= 0) return 0;
  const ratio = ec25DsPerM / standardDsPerM / polynomial(ratioC, referenceC);
  const root = Math.sqrt(ratio);
  const warmth = (referenceC - 15) / (1 + temperatureK * (referenceC - 15));
  const salinity = polynomial(seaWaterA, root) + warmth * polynomial(seaWaterB, root);
  if (salinity >= 2) return salinity;
  const x = 400 * ratio;
  const y = 100 * ratio;
  const fresh = seaWaterA[0] / (1 + 1.5 * x + x ** 2) + (seaWaterB[0] * warmth) / (1 + Math.sqrt(y) + y + y ** 1.5);
  return Math.max(0, salinity - fresh);
}

/** Dissolved solids, g/L, as agencies convert them: conductivity times a factor, usually 0.64 (not checked; some 30 % above sea salt). */
export function dissolvedSolidsGramPerL(ec25DsPerM: number, factor = 0.64): number {
  return ec25DsPerM * factor;
}

/** Conductivity at 25 °C, dS/m, of water measured at `waterC` without compensation: 2 % per °C, as most meters do. */
export function conductivityAt25(dsPerM: number, waterC: number, perC = 0.02): number {
  return dsPerM / (1 + perC * (waterC - referenceC));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
