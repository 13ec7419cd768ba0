import type { CameraAnswer, LatestAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { seasonsOf } from '../../text/season.ts';
import type { OverlayChoice } from './choice.ts';

interface OverlayFieldsProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly choice: OverlayChoice;
  readonly onChange: (choice: OverlayChoice) => void;
}

/** The boxes that choose what is written over a film, on the page as in an export. */
export function OverlayFields({ site, camera, choice, onChange }: OverlayFieldsProps) {
  const { text, language } = useTexts();
  const { value: latest } = useServer<LatestAnswer>(`api/sites/${site.id}/readings`, () => false);
  const seasons = seasonsOf(site, camera);
  // What is not configured cannot be written.
  const boxes = [
    ['date', text.overlayDate, true],
    ['daysAfterSowing', text.overlayDays, seasons.length > 0],
    ['stage', text.overlayStage, seasons.some(({ stages }) => stages.length > 0)],
  ] as const;
  return (
    <>
      {boxes.map(([name, label, known]) => (
        <label key={name} class="box" title={known ? undefined : text.notConfigured}>
          <input
            type="checkbox"
            disabled={!known}
            checked={choice[name]}
            onChange={(event) => onChange({ ...choice, [name]: event.currentTarget.checked })}
          />
          {label}
        </label>
      ))}
      {latest && latest.readings.length > 0 && (
        <label class="field">
          <span>{text.overlaySeries}</span>
          <select
            value={choice.series ?? ''}
            onChange={(event) => onChange({ ...choice, series: event.currentTarget.value || undefined })}
          >
            <option value="">{text.noSeries}</option>
            {latest.readings.map(({ sensor, quantity, title, label }) => (
              <option key={`${sensor}/${quantity}`} value={`${sensor}/${quantity}`}>
                {label[language]} · {title}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
