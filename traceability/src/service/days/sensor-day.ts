import { createHash } from 'node:crypto';
import { quantityNames, sensorSeries, type QuantityName } from '@fieldlapse/contracts';
import type { SeriesStore, StoredPoint } from '@fieldlapse/store';
import type { FactOf } from '../../lots/facts/fact.ts';
import { rounded } from '../../lots/events/measures.ts';

const hourMs = 3_600_000;
/** A battery says nothing of the crop. */
const summed = quantityNames.filter((quantity) => quantity !== 'batteryVolt');

/** What a sensor saw in `[from, to)`; undefined where it saw nothing. */
export async function sensorDay(
  series: SeriesStore,
  of: { readonly site: string; readonly sensor: string; readonly from: number; readonly to: number },
): Promise<FactOf<'sensorDay'> | undefined> {
  const { site, sensor, from, to } = of;
  const hash = createHash('sha256');
  const hours = new Set<number>();
  const quantities: FactOf<'sensorDay'>['quantities'] = [];
  for (const quantity of summed) {
    const points = await series.range(sensorSeries(site, sensor, quantity), from, to);
    // Points that retention has merged are no readings any more: the summary that was made of these stays.
    if (points.some(({ merged }) => merged)) return undefined;
    if (points.length === 0) continue;
    for (const { t, value } of points) {
      hash.update(`${quantity} ${t} ${value}\n`);
      hours.add(Math.floor((t - from) / hourMs));
    }
    quantities.push(summaryOf(quantity, points));
  }
  if (quantities.length === 0) return undefined;
  const coverage = rounded(hours.size / Math.ceil((to - from) / hourMs));
  return {
    ...{ kind: 'sensorDay', at: to - 1, sensor, from, to: to - 1, coverage },
    ...{ pointsSha256: hash.digest('hex'), quantities },
  };
}

function summaryOf(quantity: QuantityName, points: readonly StoredPoint[]): FactOf<'sensorDay'>['quantities'][number] {
  const values = points.map(({ value }) => value);
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity] as [number, number]); // prettier-ignore
  return { quantity, count, min, max, mean: rounded(mean), sDev: rounded(Math.sqrt(variance)) };
}
