import type { SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { Player } from '../film/player.tsx';
import { firstSpan } from '../film/spans/span.ts';
import type { Place } from '../place.ts';
import { useTexts } from '../text/language.ts';
import { Cameras } from './cameras.tsx';
import { Devices } from './devices.tsx';
import { Empty } from './empty.tsx';
import { Health } from './health.tsx';
import { Sensors } from './sensors.tsx';

interface SitePageProps {
  readonly site: SiteAnswer;
  readonly place: Place;
  readonly go: (place: Place) => void;
}

/** One farm: its film, its cameras, its sensors and its devices. */
export function SitePage({ site, place, go }: SitePageProps) {
  const { text } = useTexts();
  const camera = site.cameras.find(({ name }) => name === place.camera) ?? site.cameras[0];
  // A season is measured first: until then every frame is shown.
  const [withoutSeason, setWithoutSeason] = useState<string>();
  const first = camera && camera.name !== withoutSeason ? firstSpan(camera) : 'full';
  return (
    <>
      <Health />
      <div class="columns">
        <div class="film-area">
          {camera && camera.frames > 0 ? (
            <Player
              site={site}
              camera={camera}
              span={place.span ?? first}
              onSpan={(span) => go({ site: site.id, camera: camera.name, span })}
              onEmpty={place.span === undefined ? () => setWithoutSeason(camera.name) : undefined}
            />
          ) : (
            <section class="player" id="film" tabIndex={-1} aria-labelledby="film-title">
              <h2 id="film-title">{text.film}</h2>
              {camera ? (
                <Empty
                  title={text.noFramesTitle}
                  words={text.noFrames}
                  command={`npm run fieldlapse -- import FOLDER --site ${site.id} --camera ${camera.name}`}
                />
              ) : (
                <Empty words={text.noCameras} />
              )}
            </section>
          )}
        </div>
        <div class="side-area">
          {camera && (
            <Cameras site={site} chosen={camera.name} onChoose={(name) => go({ site: site.id, camera: name })} />
          )}
          <Sensors site={site.id} />
        </div>
        <div class="devices-area">
          <Devices site={site} />
        </div>
      </div>
    </>
  );
}
