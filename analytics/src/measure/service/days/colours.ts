import type { LocalDay, MetricName } from '@fieldlapse/contracts';
import type { MeasureReader, MetricOf } from '@fieldlapse/store';
import type { DayValue } from '../../../growth/seasons/reading.ts';
import { colourMethod } from '../../pixels/measure-pixels.ts';

/** The area's mean colour by day, as it is always measured, whatever the method of the metric. */
export async function coloursOf(
  reader: Pick<MeasureReader, 'days'>,
  of: MetricOf,
  from: LocalDay | undefined,
  to: LocalDay,
): Promise<Map<LocalDay, DayValue['colour']>> {
  const meansOf = async (metric: MetricName): Promise<Map<LocalDay, number>> => {
    const days = await reader.days({ ...of, method: colourMethod, metric }, from, to);
    return new Map(
      days.flatMap(({ day, statistics: { 'd1-mean': mean } }) => (mean === undefined ? [] : [[day, mean]])),
    );
  };
  const [reds, greens, blues] = [await meansOf('meanRedDn'), await meansOf('meanGreenDn'), await meansOf('meanBlueDn')];
  const colours = new Map<LocalDay, DayValue['colour']>();
  for (const [day, red] of reds) {
    const [green, blue] = [greens.get(day), blues.get(day)];
    if (green !== undefined && blue !== undefined) colours.set(day, { red, green, blue });
  }
  return colours;
}
