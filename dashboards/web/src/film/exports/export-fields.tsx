import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import { OverlayFields } from '../overlays/overlay-fields.tsx';
import { isDay } from '../spans/span.ts';
import {
  exportFormats,
  isMoving,
  isPublishable,
  paces,
  takesOverlays,
  type ExportForm,
  type ExportFormat,
} from './order.ts';

interface ExportFieldsProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly span: string;
  /** Two films beside each other: only what moves can show them, and each has its own days. */
  readonly pair: boolean;
  readonly form: ExportForm;
  readonly onChange: (form: ExportForm) => void;
}

/** What to export and how; only the questions that the format has. */
export function ExportFields({ site, camera, span, pair, form, onChange }: ExportFieldsProps) {
  const { text } = useTexts();
  return (
    <>
      <label class="field">
        <span>{text.exportFormat}</span>
        <select
          value={form.format}
          onChange={(event) => onChange({ ...form, format: event.currentTarget.value as ExportFormat })}
        >
          {exportFormats
            .filter((name) => !pair || isMoving(name))
            .map((name) => (
              <option key={name} value={name}>
                {text.formats[name]}
              </option>
            ))}
        </select>
      </label>
      {!isDay(span) && !pair && (
        <div class="pair">
          {(['from', 'to'] as const).map((name) => (
            <label key={name} class="field">
              <span>{name === 'from' ? text.exportFrom : text.exportTo}</span>
              <input
                type="date"
                value={form[name] || (name === 'from' ? camera.firstDay : camera.lastDay) || ''}
                min={camera.firstDay ?? undefined}
                max={camera.lastDay ?? undefined}
                onChange={(event) => onChange(withDay(name, event.currentTarget.value))}
              />
            </label>
          ))}
        </div>
      )}
      {isMoving(form.format) && <PaceFields form={form} onChange={onChange} />}
      {takesOverlays(form.format) && (
        <fieldset>
          <legend>{text.overlays}</legend>
          <OverlayFields
            site={site}
            camera={camera}
            choice={form.overlays}
            onChange={(overlays) => onChange({ ...form, overlays })}
          />
        </fieldset>
      )}
      <label class="field">
        <span>{text.exportLanguage}</span>
        <select
          value={form.language}
          onChange={(event) => onChange({ ...form, language: event.currentTarget.value as 'vi' | 'en' })}
        >
          <option value="vi">Tiếng Việt</option>
          <option value="en">English</option>
        </select>
      </label>
      {isPublishable(form.format) && !pair && (
        <label class="box">
          <input
            type="checkbox"
            checked={form.publish === true}
            onChange={(event) => onChange({ ...form, publish: event.currentTarget.checked })}
          />
          {text.publishFilm}
        </label>
      )}
    </>
  );

  // A film of every frame is bounded on both sides or on none.
  function withDay(name: 'from' | 'to', day: string): ExportForm {
    const both = { from: form.from || (camera.firstDay ?? ''), to: form.to || (camera.lastDay ?? '') };
    return { ...form, ...both, [name]: day };
  }
}

function PaceFields({ form, onChange }: Pick<ExportFieldsProps, 'form' | 'onChange'>) {
  const { text } = useTexts();
  const names = { film: text.paceAsFilm, fps: text.paceFps, daysPerSec: text.paceDays, durationSec: text.paceLength };
  const choose = (pace: ExportForm['pace']) =>
    onChange({ ...form, pace, paceValue: pace === 'film' ? form.paceValue : paces[pace].first });
  return (
    <div class="pair">
      <label class="field">
        <span>{text.pace}</span>
        <select value={form.pace} onChange={(event) => choose(event.currentTarget.value as ExportForm['pace'])}>
          {Object.entries(names).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {form.pace !== 'film' && (
        <label class="field">
          <span>{text.paceValue}</span>
          <input
            type="number"
            required
            step="any"
            min={paces[form.pace].min}
            max={paces[form.pace].max}
            value={form.paceValue}
            onChange={(event) => onChange({ ...form, paceValue: event.currentTarget.valueAsNumber })}
          />
        </label>
      )}
    </div>
  );
}
