import { cameraConfigOf, type LocalDay, type SiteConfig } from '@fieldlapse/contracts';
import type { CameraName } from '../records/pending.ts';

/** A stretch of days that is read as one season. */
export interface SeasonSpan {
  /** Id of the configured season; `all` where none is. */
  readonly season: string;
  readonly sowing: LocalDay | undefined;
  readonly from: LocalDay | undefined;
  /** The last day, inclusive. */
  readonly to: LocalDay | undefined;
}

/** The seasons of the plot that a camera watches, of the farm where its plot is not known; everything as one where there are none. */
export function seasonSpans(sites: readonly SiteConfig[], { site, camera }: CameraName): SeasonSpan[] {
  const plot = cameraConfigOf(sites, site, camera)?.plot;
  const seasons =
    sites.find(({ id }) => id === site)?.seasons.filter((season) => plot === undefined || season.plot === plot) ?? [];
  if (seasons.length === 0) return [{ season: 'all', sowing: undefined, from: undefined, to: undefined }];
  return seasons.map(({ id, sowing, end }) => ({ season: id, sowing, from: sowing, to: end }));
}
