import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
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
  const first = camera.name === withoutSeason ? 'full' : firstSpan(camera);
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
