import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useRef, useState } from 'preact/hooks';
import { filmPath } from '../../api/client.ts';
import { Icon } from '../../icon.tsx';
import { useTexts } from '../../text/language.ts';
import { Calendar } from './calendar.tsx';
import { isDay } from './span.ts';

interface SpanPickerProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly span: string;
  readonly onSpan: (span: string) => void;
}

/** Chooses between one frame a day, every frame, and one day; days come from a calendar that shows how many frames each has. */
export function SpanPicker({ site, camera, span, onSpan }: SpanPickerProps) {
  const { text, format } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const day = isDay(span);
  const choose = (next: string) => {
    dialog.current?.close();
    onSpan(next);
  };
  const show = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <div class="spans" role="group" aria-label={text.whichFilm}>
      <button
        type="button"
        aria-pressed={span.startsWith('season')}
        title={text.seasonFilmHint}
        onClick={() => choose('season')}
      >
        {text.seasonFilm}
      </button>
      <button type="button" aria-pressed={span === 'full'} title={text.everyFrameHint} onClick={() => choose('full')}>
        {text.everyFrame}
      </button>
      <button type="button" aria-pressed={day} aria-haspopup="dialog" disabled={camera.lastDay === null} onClick={show}>
        <Icon name="calendar" />
        {day ? format.day(span) : text.oneDay}
      </button>
      <dialog ref={dialog} aria-label={text.chooseDay} onClose={() => setOpen(false)}>
        {open && (
          <Calendar
            path={filmPath(site.id, camera.name, 'full')}
            firstMonth={day ? span : (camera.lastDay ?? '')}
            chosen={span}
            onDay={choose}
            onClose={() => dialog.current?.close()}
          />
        )}
      </dialog>
    </div>
  );
}
