import type { CameraAnswer, SiteAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import { dayOfSeason, seasonOn, seasonWords } from '../../text/season.ts';
import { stageOn } from '../../text/stages.ts';
import type { FrameTime } from '../stage/position.ts';
import type { OverlayChoice } from './choice.ts';
import { Course } from './course.tsx';

interface OverlaysProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly film: TimelineAnswer;
  readonly at: FrameTime;
  readonly choice: OverlayChoice;
}

/** What is written over the picture: only what was chosen. */
export function Overlays({ site, camera, film, at, choice }: OverlaysProps) {
  const { text, format, language } = useTexts();
  const day = format.localDay(at);
  const season = seasonOn(site, camera, day);
  return (
    <div class="overlays">
      <p>
        {choice.date && <strong>{format.day(day)}</strong>}
        {choice.daysAfterSowing && season && <span>{seasonWords(text, season).long(dayOfSeason(season, day))}</span>}
        {choice.stage && season && <span>{stageOn(season, day, language) ?? text.noStage}</span>}
      </p>
      {choice.series && <Course site={site.id} series={choice.series} film={film} at={at} />}
    </div>
  );
}
