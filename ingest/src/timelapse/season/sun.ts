import { startOfLocalDay, localDayOf, type SiteConfig } from '@fieldlapse/contracts';
import { getPosition } from 'suncalc';

/** Where the sun stood when a frame was taken. */
export interface SunPlace {
  /** Over the horizon, degrees. */
  readonly elevationDeg: number;
  readonly half: 'morning' | 'afternoon';
}

const hourMs = 3_600_000;

/**
 * The sun over a site. Where the site's position is not known the clock stands in for it: up at six, down at eighteen,
 * overhead at noon of site time.
 */
export function sunAt(site: SiteConfig | undefined, timeZone: string, utcMs: number): SunPlace {
  if (site?.latitude === undefined || site.longitude === undefined) return sunByClock(timeZone, utcMs);
  const { altitude, azimuth } = getPosition(new Date(utcMs), site.latitude, site.longitude);
  return { elevationDeg: altitude, half: azimuth < 180 ? 'morning' : 'afternoon' };
}

function sunByClock(timeZone: string, utcMs: number): SunPlace {
  const hour = (utcMs - startOfLocalDay(localDayOf(utcMs, timeZone), timeZone)) / hourMs;
  return { elevationDeg: 90 - Math.abs(hour - 12) * 15, half: hour < 12 ? 'morning' : 'afternoon' };
}
