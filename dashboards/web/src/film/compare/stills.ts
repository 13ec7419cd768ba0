/** A day with the frame that stands for it. */
export interface DayFrame {
  readonly day: string;
  readonly f: string;
}

/** The day nearest to a wanted one, the earlier of two that are as near; undefined where there are none. */
export function nearestDay(days: readonly DayFrame[], wanted: string): DayFrame | undefined {
  const away = ({ day }: DayFrame) => Math.abs(Date.parse(day) - Date.parse(wanted));
  const [first, ...rest] = days;
  if (!first || Number.isNaN(Date.parse(wanted))) return first;
  return rest.reduce((nearest, day) => (away(day) < away(nearest) ? day : nearest), first);
}
