import type { LocalDay } from '@fieldlapse/contracts';
import type { MeasureReader, MetricOf } from '@fieldlapse/store';

/** Share of the area that plants of any colour cover, by day, as the same method measured it. */
export async function plantsOf(
  reader: Pick<MeasureReader, 'days'>,
  of: MetricOf,
  from: LocalDay | undefined,
  to: LocalDay,
): Promise<Map<LocalDay, number>> {
  const days = await reader.days({ ...of, metric: 'plantCover' }, from, to);
  return new Map(days.flatMap(({ day, statistics: { 'd1-p50': p50 } }) => (p50 === undefined ? [] : [[day, p50]])));
}
