import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../text/language.ts';
import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { Icon } from '../icon.tsx';
import { rateOf, speedsOf } from './stage/speed.ts';
import type { Stage, StageState } from './stage/stage.ts';

interface ControlsProps {
  readonly film: TimelineAnswer;
  readonly stage: Stage;
  readonly state: StageState;
  /** Whether new frames may still come. */
  readonly growing: boolean;
}

/** Play, step, speed and "newest"; the space bar plays and `,` `.` step from anywhere on the page. */
export function Controls({ film, stage, state, growing }: ControlsProps) {
  const { text, format } = useTexts();
  const [speed, setSpeed] = useState(speedsOf(film).first);
  const { options, perSecond } = speedsOf(film);
  const toggle = () => (state.playing ? stage.pause() : stage.play());
  useEffect(() => stage.setSpeed(rateOf(film, speed)), [stage, speed, film.fps]);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      // A focused control keeps its own keys.
      if (event.target instanceof Element && event.target.closest('button, a, select, input, dialog')) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ') toggle();
      else if (event.key === ',') stage.step(-1);
      else if (event.key === '.') stage.step(1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [stage, state.playing]);
  const playLabel = state.playing ? text.pause : text.play;
  return (
    <div class="controls">
      <button
        type="button"
        class="round"
        aria-label={text.stepBack}
        title={text.stepBack}
        onClick={() => stage.step(-1)}
      >
        <Icon name="back" />
      </button>
      <button type="button" class="round main" aria-label={playLabel} title={playLabel} onClick={toggle}>
        <Icon name={state.playing ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        class="round"
        aria-label={text.stepForward}
        title={text.stepForward}
        onClick={() => stage.step(1)}
      >
        <Icon name="forward" />
      </button>
      <label class="speed">
        <span class="sr-only">{text.speed}</span>
        <select value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
          {options.map((option) => (
            <option key={option} value={option}>
              {perSecond === 'days' ? text.daysPerSec(format.number(option)) : `${format.number(option, 1)}×`}
            </option>
          ))}
        </select>
      </label>
      {growing && (
        <button type="button" class="newest" aria-pressed={state.following} onClick={() => stage.follow()}>
          <span>{text.newest}</span>
          <Icon name="end" />
        </button>
      )}
    </div>
  );
}
