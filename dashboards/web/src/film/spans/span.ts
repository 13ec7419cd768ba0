import type { CameraAnswer } from '@fieldlapse/dashboards-server';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;
/** Fewer days than these are no season yet: every frame is shown. */
const seasonDays = 3;

/** Whether a span of the film is a single local day. */
export function isDay(span: string): boolean {
  return dayPattern.test(span);
}

/** Whether a film of that span, as it stands in addresses, can be asked of the server. */
export function isSpan(text: string): boolean {
  return /^(full|season|(season:)?\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?)$/.test(text);
}

/** What a camera's page shows first: the season where there are days enough, else every frame. */
export function firstSpan({ firstDay, lastDay }: Pick<CameraAnswer, 'firstDay' | 'lastDay'>): 'season' | 'full' {
  if (firstDay === null || lastDay === null) return 'full';
  return (Date.parse(lastDay) - Date.parse(firstDay)) / dayMs + 1 >= seasonDays ? 'season' : 'full';
}

/** Whether a film of that span may still get new frames: one that has no end, or ends with the camera's last day. */
export function mayGrow(span: string, lastDay: string | null): boolean {
  return span === 'full' || span === 'season' || (lastDay !== null && span.endsWith(lastDay));
}
