import type { LatestAnswer } from '@fieldlapse/dashboards-server';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import type { OverlayChoice } from './choice.ts';

interface OverlayFieldsProps {
  readonly site: string;
  readonly choice: OverlayChoice;
  readonly onChange: (choice: OverlayChoice) => void;
}

/** The boxes that choose what is written over a film, on the page as in an export. */
export function OverlayFields({ site, choice, onChange }: OverlayFieldsProps) {
  const { text, language } = useTexts();
  const { value: latest } = useServer<LatestAnswer>(`api/sites/${site}/readings`, () => false);
  const boxes = [
    ['date', text.overlayDate],
    ['daysAfterSowing', text.overlayDays],
    ['stage', text.overlayStage],
  ] as const;
  return (
    <>
      {boxes.map(([name, label]) => (
        <label key={name} class="box">
          <input
            type="checkbox"
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
