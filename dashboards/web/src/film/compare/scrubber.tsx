import { useTexts } from '../../text/language.ts';

interface ScrubberProps {
  /** Day of the axis that is shown, from 0. */
  readonly day: number;
  readonly days: number;
  readonly words: string;
  /** Keograms of the films: where they begin on the axis and how long they are, as shares of it. */
  readonly strips: readonly { key: string; path: string; from: number; width: number }[];
  readonly onDay: (day: number) => void;
}

/** One slider for both films, below their keograms. */
export function Scrubber({ day, days, words, strips, onDay }: ScrubberProps) {
  const { text } = useTexts();
  const head = `${((day + 0.5) / Math.max(1, days)) * 100}%`;
  return (
    <div class="scrubber">
      <div class="strips" aria-hidden="true">
        {strips.map(({ key, path, from, width }) => (
          <div key={key}>
            <img src={`${path}/keogram.png`} alt="" style={{ left: `${from * 100}%`, width: `${width * 100}%` }} />
          </div>
        ))}
        <i style={{ left: head }} />
      </div>
      <input
        type="range"
        min={0}
        max={Math.max(0, days - 1)}
        step={1}
        value={day}
        aria-label={text.compareTime}
        aria-valuetext={words}
        onInput={(event) => onDay(event.currentTarget.valueAsNumber)}
      />
      <output>{words}</output>
    </div>
  );
}
