import { midnightOf } from '../stage/cards.ts';
import type { Span } from '../stage/position.ts';
import type { CompareSource } from './sources.ts';

export type Align = 'date' | 'sowing';

/** What lies at zero of the common axis, UTC ms: the day of sowing, or nothing in particular where dates are compared. */
export function originOf({ season }: CompareSource, align: Align, timeZone: string): number {
  return align === 'sowing' && season ? midnightOf(season.sowing, timeZone) : 0;
}

/** Whether both films count days from a sowing. */
export function canAlignSowing(...sources: readonly CompareSource[]): boolean {
  return sources.every(({ season }) => season !== undefined);
}

/** First choice: films that share days are compared by date, seasons of different years by days after sowing. */
export function firstAlign(first: CompareSource, second: CompareSource): Align {
  const apart =
    (first.camera.firstDay ?? '') > (second.camera.lastDay ?? '') ||
    (second.camera.firstDay ?? '') > (first.camera.lastDay ?? '') ||
    first.season?.id !== second.season?.id;
  return apart && canAlignSowing(first, second) ? 'sowing' : 'date';
}

/** The axis that both films lie on: from the earlier beginning to the later end. */
export function commonAxis(spans: readonly Span[]): Span {
  return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
}
