import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import type { Formats } from '../../text/formats.ts';
import type { Span } from '../stage/position.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Room that a label needs. */
const labelPx = 64;
const stepsDays = [1, 2, 7, 14, 28, 56, 112];

/** Labels below a film's axis: hours for one day, else days evenly apart; the last stays clear of the right edge. */
export function axisTicks(
  film: TimelineAnswer,
  span: Span,
  format: Formats,
  widthPx: number,
): { time: number; label: string }[] {
  const most = Math.max(2, Math.floor(widthPx / labelPx));
  const oneDay = film.days.length === 1;
  const days = (span.to - span.from) / dayMs;
  const stepMs = oneDay ? 6 * hourMs : (stepsDays.find((step) => days / step <= most) ?? 224) * dayMs;
  const ticks: { time: number; label: string }[] = [];
  for (
    let time = span.from;
    time < span.to - (labelPx / Math.max(1, widthPx)) * (span.to - span.from);
    time += stepMs
  ) {
    ticks.push({ time, label: oneDay ? format.time(time) : format.shortDay(time) });
  }
  return ticks;
}
