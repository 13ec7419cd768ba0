import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import type { Season } from '../../text/season.ts';

/** A film that can be laid beside another: one camera over one season, or over all that it has. */
export interface CompareSource {
  readonly key: string;
  readonly camera: CameraAnswer;
  readonly season: Season | undefined;
  readonly span: string;
}

/** The films of a site: for each camera its seasons, newest first; all its days where it saw none of them. */
export function sourcesOf(site: SiteAnswer): CompareSource[] {
  return site.cameras.flatMap((camera): CompareSource[] => {
    const { firstDay, lastDay } = camera;
    if (firstDay === null || lastDay === null) return [];
    const seen = site.seasons
      .filter(({ plot }) => camera.plot === null || plot === camera.plot)
      .filter(({ sowing, end }) => sowing <= lastDay && (end === null || end >= firstDay))
      .toSorted((a, b) => b.sowing.localeCompare(a.sowing));
    if (seen.length === 0) return [{ key: camera.name, camera, season: undefined, span: 'season' }];
    return seen.map((season) => {
      const from = season.sowing > firstDay ? season.sowing : firstDay;
      const to = season.end !== null && season.end < lastDay ? season.end : lastDay;
      return { key: `${camera.name}/${season.id}`, camera, season, span: `season:${from}..${to}` };
    });
  });
}

/** The film to show first beside `first`: the same camera's season before, else another camera of the same season, else any. */
export function partnerOf(sources: readonly CompareSource[], first: CompareSource): CompareSource | undefined {
  const others = sources.filter(({ key }) => key !== first.key);
  return (
    others.find(({ camera }) => camera.name === first.camera.name) ??
    others.find(({ season }) => season !== undefined && season.id === first.season?.id) ??
    others[0]
  );
}
