import type { SiteAnswer } from '@fieldlapse/dashboards-server';
import { Alerts } from '../alerts/alerts.tsx';
import { FilmView } from '../film/film-view.tsx';
import { LabelledLots } from '../labels/labelled-lots.tsx';
import { MovedBanner } from '../film/moved/moved-banner.tsx';
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

/** One farm: its alerts, its film, its cameras, its sensors and its devices. */
export function SitePage({ site, place, go }: SitePageProps) {
  const { text } = useTexts();
  const camera = site.cameras.find(({ name }) => name === place.camera) ?? site.cameras[0];
  return (
    <>
      <Health />
      <Alerts site={site.id} onSite={(id) => go({ site: id })} />
      <div class="columns">
        <div class="film-area">
          {camera && <MovedBanner key={camera.name} site={site} camera={camera} />}
          {camera && camera.frames > 0 ? (
            <FilmView site={site} camera={camera} span={place.span} go={go} />
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
          <LabelledLots site={site.id} />
        </div>
        <div class="devices-area">
          <Devices site={site} />
        </div>
      </div>
    </>
  );
}
