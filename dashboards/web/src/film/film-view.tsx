import type { CameraAnswer, SiteAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { filmPath } from '../api/client.ts';
import { useServer } from '../api/use-server.ts';
import type { Place } from '../place.ts';
import { BeforeAfter } from './compare/before-after.tsx';
import { Compare } from './compare/compare.tsx';
import { Player } from './player.tsx';
import { firstSpan } from './spans/span.ts';

interface FilmViewProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  /** As in the address: a span, a view, or undefined for what is best shown first. */
  readonly span: string | undefined;
  readonly go: (place: Place) => void;
}

/** A camera's pictures: its film, two films side by side, or two pictures one over the other. */
export function FilmView({ site, camera, span, go }: FilmViewProps) {
  // A season is measured first: until then every frame is shown.
  const [withoutSeason, setWithoutSeason] = useState<string>();
  const waiting = span === undefined && camera.name === withoutSeason;
  const path = `${filmPath(site.id, camera.name, 'season')}/timeline.json`;
  const { value: season } = useServer<TimelineAnswer>(waiting ? path : undefined, () => false);
  useEffect(() => {
    if (season) setWithoutSeason(undefined);
  }, [season]);
  const first = waiting ? 'full' : firstSpan(camera);
  const show = (next: string | undefined) => go({ site: site.id, camera: camera.name, span: next });
  if (span === 'compare') return <Compare site={site} camera={camera} onBack={() => show(undefined)} />;
  if (span === 'before-after') return <BeforeAfter site={site} camera={camera} onBack={() => show(undefined)} />;
  return (
    <Player
      site={site}
      camera={camera}
      span={span ?? first}
      onSpan={show}
      onEmpty={span === undefined ? () => setWithoutSeason(camera.name) : undefined}
    />
  );
}
