import { FieldlapseError, timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import type { LotRow } from '@fieldlapse/store';
import type { EventPlace } from '../events/base.ts';
import type { TraceabilityConfig } from '../../config.ts';

/** Where lots grow: what the configuration knows of farms, with their GS1 numbers. */
export interface Places {
  /** Throws `SITE_WITHOUT_GLN`. */
  of(lot: Pick<LotRow, 'site' | 'plot'>): EventPlace;
}

export function placesOf(config: () => TraceabilityConfig, sites: () => readonly SiteConfig[]): Places {
  return {
    of({ site, plot }) {
      const { companyPrefix, places } = config();
      const gln = places.find((place) => place.site === site)?.gln;
      if (companyPrefix === undefined || gln === undefined) {
        const where = 'traceability.companyPrefix and traceability.places in fieldlapse.yaml';
        throw new FieldlapseError(
          'SITE_WITHOUT_GLN',
          `site ${site}: write its GLN and the company's prefix into ${where}`,
        );
      }
      return { site, plot, gln, companyPrefix, timeZone: timeZoneOf(sites(), site) };
    },
  };
}
