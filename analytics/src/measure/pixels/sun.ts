import { getPosition } from 'suncalc';

/** Elevation of the sun over a place, degrees; `latitude` north, `longitude` east, in degrees. */
export function sunElevationDeg(
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
  utcMs: number,
): number {
  return getPosition(new Date(utcMs), latitude, longitude).altitude;
}
