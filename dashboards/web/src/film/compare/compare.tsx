import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../icon.tsx';
import { Empty } from '../../now/empty.tsx';
import { useTexts } from '../../text/language.ts';
import { seasonWords } from '../../text/season.ts';
import { ExportPanel } from '../exports/export-panel.tsx';
import { sourceOf } from '../exports/order.ts';
import { noOverlays } from '../overlays/choice.ts';
import type { Span } from '../stage/position.ts';
import { canAlignSowing, commonAxis, firstAlign, originOf, type Align } from './align.ts';
import { Pane } from './pane.tsx';
import { Scrubber } from './scrubber.tsx';
import { partnerOf, sourcesOf, type CompareSource } from './sources.ts';

interface CompareProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly onBack: () => void;
}

/** Two films side by side on one axis: by date, or by days after sowing. */
export function Compare({ site, camera, onBack }: CompareProps) {
  const { text } = useTexts();
  const sources = sourcesOf(site);
  const [keys, setKeys] = useState<readonly [string?, string?]>([]);
  const first =
    sources.find(({ key }) => key === keys[0]) ?? sources.find((source) => source.camera.name === camera.name);
  const second = first && (sources.find(({ key }) => key === keys[1]) ?? partnerOf(sources, first));
  return (
    <section class="player" aria-labelledby="compare-title" id="film" tabIndex={-1}>
      <div class="section-head">
        <h2 id="compare-title">{text.compareTitle}</h2>
        <button type="button" onClick={onBack}>
          {text.backToFilm}
        </button>
      </div>
      {first && second ? (
        <Two
          key={`${first.key} ${second.key}`}
          site={site}
          sources={sources}
          chosen={[first, second]}
          onChoose={(index, key) => setKeys(index === 0 ? [key, second.key] : [first.key, key])}
        />
      ) : (
        <Empty words={text.compareOne} />
      )}
    </section>
  );
}

interface TwoProps {
  readonly site: SiteAnswer;
  readonly sources: readonly CompareSource[];
  readonly chosen: readonly [CompareSource, CompareSource];
  readonly onChoose: (index: number, key: string) => void;
}

const dayMs = 86_400_000;
/** Days of the farm that pass in a second of comparison. */
const daysPerSec = 6;

function Two({ site, sources, chosen, onChoose }: TwoProps) {
  const { text, format } = useTexts();
  const [align, setAlign] = useState<Align>(firstAlign(...chosen));
  const [spans, setSpans] = useState<readonly (Span | undefined)[]>([undefined, undefined]);
  const [day, setDay] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const origins = chosen.map((source) => originOf(source, align, site.timeZone));
  const known = spans.flatMap((span, index) =>
    span ? [{ from: span.from - (origins[index] ?? 0), to: span.to - (origins[index] ?? 0) }] : [],
  );
  const axis = known.length === 2 ? commonAxis(known) : undefined;
  const days = axis ? Math.round((axis.to - axis.from) / dayMs) : 0;
  // It opens on the last day that both have.
  const shown = axis && Math.min(days - 1, day ?? (Math.min(...known.map(({ to }) => to)) - axis.from) / dayMs - 1);
  // A day is shown by its noon: the season's frame of that day, whenever it was taken.
  const moment = axis && shown !== undefined ? axis.from + (shown + 0.5) * dayMs : undefined;
  useEffect(() => {
    if (!playing || shown === undefined) return undefined;
    if (shown >= days - 1) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => setDay(shown + 1), 1000 / daysPerSec);
    return () => clearTimeout(timer);
  }, [playing, shown, days]);
  const change = (next: Align) => {
    setAlign(next);
    setDay(undefined);
  };
  const words = (index: number) => {
    if (moment === undefined) return '';
    const season = chosen[0].season;
    if (align === 'sowing' && season) return seasonWords(text, season).long(Math.floor(moment / dayMs));
    return format.date(moment + (origins[index] ?? 0));
  };
  return (
    <>
      <div class="panes">
        {chosen.map((source, index) => (
          <div key={index}>
            <label class="field">
              <span class="sr-only">{index === 0 ? text.compareFirst : text.compareSecond}</span>
              <select value={source.key} onChange={(event) => onChoose(index, event.currentTarget.value)}>
                {sources.map((option) => (
                  <option key={option.key} value={option.key}>
                    {labelOf(option)}
                  </option>
                ))}
              </select>
            </label>
            <Pane
              site={site.id}
              source={source}
              time={moment === undefined ? undefined : moment + (origins[index] ?? 0)}
              onSpan={(span) => setSpans((before) => before.map((old, which) => (which === index ? span : old)))}
            />
          </div>
        ))}
      </div>
      {axis && shown !== undefined && (
        <Scrubber
          day={shown}
          days={days}
          words={words(0)}
          strips={chosen.map((source, index) => ({
            key: source.key,
            path: `api/sites/${site.id}/cameras/${source.camera.name}/film/${source.span}`,
            from: ((spans[index]?.from ?? 0) - (origins[index] ?? 0) - axis.from) / (axis.to - axis.from),
            width: ((spans[index]?.to ?? 0) - (spans[index]?.from ?? 0)) / (axis.to - axis.from),
          }))}
          onDay={(next) => {
            setPlaying(false);
            setDay(next);
          }}
        />
      )}
      <div class="controls">
        <button
          type="button"
          class="round main"
          aria-label={playing ? text.pause : text.play}
          disabled={axis === undefined}
          onClick={() => {
            if (!playing && shown !== undefined && shown >= days - 1) setDay(0);
            setPlaying(!playing);
          }}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <label class="field align">
          <span>{text.compareAlign}</span>
          <select value={align} onChange={(event) => change(event.currentTarget.value as Align)}>
            <option value="date">{text.alignDate}</option>
            <option value="sowing" disabled={!canAlignSowing(...chosen)}>
              {text.alignSowing}
            </option>
          </select>
        </label>
      </div>
      <div class="tools">
        <ExportPanel
          site={site}
          camera={chosen[0].camera}
          span={chosen[0].span}
          overlays={noOverlays}
          beside={{
            ...sourceOf({ site: site.id, camera: chosen[1].camera.name }, chosen[1].span),
            align: align === 'sowing' ? 'days-after-sowing' : 'date',
          }}
        />
      </div>
    </>
  );

  function labelOf({ camera, season }: CompareSource): string {
    return season ? `${camera.title} · ${season.subject}, ${format.day(season.sowing)}` : camera.title;
  }
}
