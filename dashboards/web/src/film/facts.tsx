import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../text/language.ts';

/** How much of the season the film really shows. */
export function FilmFacts({ film }: { film: TimelineAnswer }) {
  const { text, format } = useTexts();
  const missing = film.gaps.reduce((sum, { missingFrames }) => sum + (missingFrames ?? 0), 0);
  return (
    <ul class="facts">
      <li>{text.filmLength(format.number(film.frameCount), format.number(film.days.length))}</li>
      {film.coverage !== null && <li>{text.coverage(format.percent(film.coverage))}</li>}
      <li>
        {film.gaps.length === 0 ? (
          text.noGaps
        ) : (
          <>
            <i class="hatch" role="img" aria-label={text.gapLegend} />
            {text.gaps(format.number(film.gaps.length))}
            {missing > 0 && `, ${text.missing(format.number(missing))}`}
          </>
        )}
      </li>
    </ul>
  );
}
