/** Saturation vapour pressure over water, kPa, at `tempC` °C [FAO-56 eq. 11]. */
export function saturationVapourPressureKPa(tempC: number): number {
  return 0.6108 * Math.exp((17.27 * tempC) / (tempC + 237.3));
}

/** Vapour pressure deficit of the air, kPa: how much more water it would take up. `relHumidityPct` 0–100. */
export function vapourPressureDeficitKPa(tempC: number, relHumidityPct: number): number {
  return saturationVapourPressureKPa(tempC) * (1 - relHumidityPct / 100);
}

/**
 * Dew point, °C: FAO-56 eq. 11 solved for the temperature. Undefined at 0 % humidity, where nothing ever condenses.
 */
export function dewPointC(tempC: number, relHumidityPct: number): number | undefined {
  if (relHumidityPct <= 0) return undefined;
  const ratio = (17.27 * tempC) / (tempC + 237.3) + Math.log(relHumidityPct / 100);
  return (237.3 * ratio) / (17.27 - ratio);
}

/** Humidities and temperatures that the formula of the wet bulb was fitted on [Stull 2011]. */
const stullRange = { minC: -20, maxC: 50, minPct: 5, maxPct: 99 };

/**
 * Wet-bulb temperature at sea level, °C [Stull 2011, doi 10.1175/JAMC-D-11-0143.1, eq. 1; error −1 to +0.65 °C]. Undefined
 * outside −20–50 °C and above 0 to below 5 % humidity, where the formula was not fitted; saturated air gives its own temperature.
 */
export function wetBulbC(tempC: number, relHumidityPct: number): number | undefined {
  const { minC, maxC, minPct, maxPct } = stullRange;
  if (tempC < minC || tempC > maxC || relHumidityPct < minPct) return undefined;
  if (relHumidityPct > maxPct) return tempC;
  return (
    tempC * Math.atan(0.151977 * Math.sqrt(relHumidityPct + 8.313659)) +
    Math.atan(tempC + relHumidityPct) -
    Math.atan(relHumidityPct - 1.676331) +
    0.00391838 * relHumidityPct ** 1.5 * Math.atan(0.023101 * relHumidityPct) -
    4.686035
  );
}
