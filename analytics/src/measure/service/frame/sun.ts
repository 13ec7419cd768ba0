import { localDayOf, startOfLocalDay, type SiteConfig } from '@fieldlapse/contracts';
import { getPosition } from 'suncalc';

const hourMs = 3_600_000;

/**
 * Elevation of the sun over a site, degrees. Where the site's position is not known the clock stands in for it: up at six, down
 * at eighteen, overhead at noon of site time.
 */
export function sunElevationDeg(site: SiteConfig | undefined, timeZone: string, utcMs: number): number {
  if (site?.latitude !== undefined && site.longitude !== undefined) {
    return getPosition(new Date(utcMs), site.latitude, site.longitude).altitude;
  }
  const hour = (utcMs - startOfLocalDay(localDayOf(utcMs, timeZone), timeZone)) / hourMs;
  return 90 - Math.abs(hour - 12) * 15;
}
