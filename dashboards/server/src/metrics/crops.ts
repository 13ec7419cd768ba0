import { mainArea, type SiteConfig } from '@fieldlapse/contracts';

/** What grows, or lives, in a camera's area on a local day; undefined where nobody said so. */
export function subjectOf(
  { cameras, seasons }: SiteConfig,
  camera: string,
  area: string,
  day: string,
): string | undefined {
  const config = cameras.find(({ name }) => name === camera);
  const own = area === mainArea ? undefined : config?.areas?.find(({ name }) => name === area)?.subject;
  const season = seasons
    .filter(
      ({ plot, sowing, end }) =>
        (config?.plot === undefined || plot === config.plot) && sowing <= day && (end === undefined || day <= end),
    )
    .toSorted((a, b) => b.sowing.localeCompare(a.sowing))[0];
  return own ?? season?.subject;
}
