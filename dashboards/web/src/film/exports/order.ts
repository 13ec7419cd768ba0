import type { ExportOrder } from '@fieldlapse/dashboards-server';
import type { OverlayChoice } from '../overlays/choice.ts';
import { isDay } from '../spans/span.ts';
import { seasonSpeed } from '../stage/speed.ts';

export type ExportFormat = ExportOrder['format'];
export const exportFormats = ['mp4', 'webm', 'gif', 'webp', 'report-pdf', 'report-jpeg', 'stills'] as const;

/** What the export panel asks for. */
export interface ExportForm {
  readonly format: ExportFormat;
  /** Local days, empty for the whole film. */
  readonly from: string;
  readonly to: string;
  readonly pace: 'film' | 'fps' | 'daysPerSec' | 'durationSec';
  readonly paceValue: number;
  readonly overlays: OverlayChoice;
  readonly language: 'vi' | 'en';
  /** Everybody may see it, with the record of its lot; never without being asked. */
  readonly publish?: boolean;
}

/** Whether a format is a film, which has a pace. */
export function isMoving(format: ExportFormat): boolean {
  return format === 'mp4' || format === 'webm' || format === 'gif' || format === 'webp';
}

/** Whether text may be written over the pictures of a format; reports are lettered in any case. */
export function takesOverlays(format: ExportFormat): boolean {
  return isMoving(format) || format === 'stills';
}

/** Whether a film can be published: players of phones show it. */
export function isPublishable(format: ExportFormat): boolean {
  return format === 'mp4' || format === 'webm';
}

/** What the panel begins with: a season at the pace that the page plays it at, other films as they are. */
export function firstForm(
  span: string,
  { firstDay, lastDay }: { firstDay: string | null; lastDay: string | null },
  overlays: OverlayChoice,
  language: 'vi' | 'en',
): ExportForm {
  const days = (Date.parse(lastDay ?? '') - Date.parse(firstDay ?? '')) / 86_400_000 + 1 || 1;
  const pace = span.startsWith('season') ? 'daysPerSec' : 'film';
  const [from, to] = ['', ''];
  return { format: 'mp4', from, to, pace, paceValue: seasonSpeed(days), overlays, language };
}

type Source = Pick<ExportOrder, 'site' | 'camera' | 'kind' | 'from' | 'to'>;

/** The part of a camera's life that a span of the page names, narrowed to the days from–to where they are given. */
export function sourceOf(camera: { site: string; camera: string }, span: string, from = '', to = ''): Source {
  if (isDay(span)) return { ...camera, kind: 'day', from: span };
  const [first = '', last = ''] = /^(?:season:)?(\d.+)$/.exec(span)?.[1]?.split('..') ?? [];
  const [firstDay, lastDay] = [from || first, to || last];
  const days = { ...(firstDay && { from: firstDay }), ...(lastDay && { to: lastDay }) };
  if (span.startsWith('season')) return { ...camera, kind: 'season', ...days };
  // A range names both of its days.
  return firstDay && lastDay ? { ...camera, kind: 'range', ...days } : { ...camera, kind: 'full' };
}

/** The order for `POST /api/exports`; `beside` is a second film that stands beside the first. */
export function orderOf(
  site: string,
  camera: string,
  span: string,
  form: ExportForm,
  beside?: ExportOrder['compare'],
): ExportOrder {
  const { date, daysAfterSowing, stage, series } = form.overlays;
  return {
    ...sourceOf({ site, camera }, span, form.from, form.to),
    format: form.format,
    ...(isMoving(form.format) && form.pace !== 'film' && { pace: paceOf(form.pace, form.paceValue) }),
    ...(takesOverlays(form.format) && {
      overlays: { date, daysAfterSowing, stage, ...(series && { series: `${site}/${series}` }) },
    }),
    language: form.language,
    ...(form.publish && !beside && isPublishable(form.format) && { publish: true }),
    ...(beside && isMoving(form.format) && { compare: beside }),
  };
}

function paceOf(pace: 'fps' | 'daysPerSec' | 'durationSec', value: number): NonNullable<ExportOrder['pace']> {
  if (pace === 'fps') return { fps: value };
  return pace === 'daysPerSec' ? { daysPerSec: value } : { durationSec: value };
}

/** Limits and first value of a pace, as the server takes it. */
export const paces = {
  fps: { min: 0.5, max: 60, first: 12 },
  daysPerSec: { min: 0.01, max: 1000, first: 7 },
  durationSec: { min: 1, max: 7200, first: 30 },
} as const;
