import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { filmPath } from '../../api/client.ts';
import { Icon } from '../../icon.tsx';
import { Empty } from '../../now/empty.tsx';
import { useTexts } from '../../text/language.ts';
import { seasonWords } from '../../text/season.ts';
import { ExportPanel } from '../exports/export-panel.tsx';
import { sourceOf } from '../exports/order.ts';
import { noOverlays } from '../overlays/choice.ts';
import { canAlignSowing, type Align } from './align.ts';
import { Pane } from './pane.tsx';
import { Scrubber } from './scrubber.tsx';
import { partnerOf, sourcesOf, type CompareSource } from './sources.ts';
import { useComparison, type Comparison } from './use-comparison.ts';

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

function Two({ site, sources, chosen, onChoose }: TwoProps) {
  const { text, format } = useTexts();
  const both = useComparison(chosen, site.timeZone);
  const { day, days, align } = both;
  const [first, second] = chosen;
  const words =
    align === 'sowing' && first.season
      ? seasonWords(text, first.season).long(both.dayFromOrigin)
      : format.date(both.timeOf(0) ?? 0);
  return (
    <>
      <div class="panes">
        {chosen.map((source, index) => (
          <div key={index}>
            <SourceChoice
              label={index === 0 ? text.compareFirst : text.compareSecond}
              sources={sources}
              chosen={source}
              onChoose={(key) => onChoose(index, key)}
            />
            <Pane
              site={site.id}
              source={source}
              time={both.timeOf(index)}
              onSpan={(span) => both.tellSpan(index, span)}
            />
          </div>
        ))}
      </div>
      {day !== undefined && (
        <Scrubber
          day={day}
          days={days}
          words={words}
          strips={chosen.map((source, index) => ({
            ...{ key: source.key, path: filmPath(site.id, source.camera.name, source.span) },
            ...both.placeOf(index),
          }))}
          onDay={both.setDay}
        />
      )}
      <CompareControls both={both} sown={canAlignSowing(...chosen)} />
      <div class="tools">
        <ExportPanel
          site={site}
          camera={first.camera}
          span={first.span}
          overlays={noOverlays}
          beside={{
            ...sourceOf({ site: site.id, camera: second.camera.name }, second.span),
            align: align === 'sowing' ? 'days-after-sowing' : 'date',
          }}
        />
      </div>
    </>
  );
}

interface SourceChoiceProps {
  readonly label: string;
  readonly sources: readonly CompareSource[];
  readonly chosen: CompareSource;
  readonly onChoose: (key: string) => void;
}

function SourceChoice({ label, sources, chosen, onChoose }: SourceChoiceProps) {
  const { format } = useTexts();
  return (
    <label class="field">
      <span class="sr-only">{label}</span>
      <select value={chosen.key} onChange={(event) => onChoose(event.currentTarget.value)}>
        {sources.map(({ key, camera, season }) => (
          <option key={key} value={key}>
            {season ? `${camera.title} · ${season.subject}, ${format.day(season.sowing)}` : camera.title}
          </option>
        ))}
      </select>
    </label>
  );
}

function CompareControls({ both, sown }: { both: Comparison; sown: boolean }) {
  const { text } = useTexts();
  return (
    <div class="controls">
      <button
        type="button"
        class="round main"
        aria-label={both.playing ? text.pause : text.play}
        disabled={both.day === undefined}
        onClick={both.toggle}
      >
        <Icon name={both.playing ? 'pause' : 'play'} />
      </button>
      <label class="field align">
        <span>{text.compareAlign}</span>
        <select value={both.align} onChange={(event) => both.setAlign(event.currentTarget.value as Align)}>
          <option value="date">{text.alignDate}</option>
          <option value="sowing" disabled={!sown}>
            {text.alignSowing}
          </option>
        </select>
      </label>
    </div>
  );
}
