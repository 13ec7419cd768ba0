/**
 * Speeds of the tide's parts, degrees per hour [Schureman 1940, Manual of Harmonic Analysis and Prediction of Tides, table 2; the same as
 * NOAA lists]: principal lunar, principal solar, lunisolar diurnal, lunar diurnal, and the spring–neap cycle of M2 and S2. MSf is small
 * in the level of the sea, but the salt of a river mouth follows it: spring tides push the sea further up.
 *
 * Nodal corrections (18.6 years, at most 19 % of O1, 11 % of K1, 4 % of M2) are left out: over the weeks of a record they
 * are a constant, which the fit takes in. N2, K2 and P1 cannot be told from M2, S2 and K1 in a month.
 */
export const speedsDegPerHour = { M2: 28.9841042, S2: 30, K1: 15.0410686, O1: 13.9430356, MSf: 1.0158958 } as const;

/** Length of a lunar day, h: two high waters of M2; a mean over it hardly holds any tide. */
export const lunarDayHours = 24.84;

const radPerHour = Object.values(speedsDegPerHour).map((speed) => (speed * Math.PI) / 180);
const hoursPerMonth = 720;

/** The row of the regression at a time, h from any origin: level, slow change, then cosine and sine of each part. */
export function tideRow(hours: number): number[] {
  return [1, hours / hoursPerMonth, ...radPerHour.flatMap((rad) => [Math.cos(rad * hours), Math.sin(rad * hours)])];
}
