import { derivedQuantityNames, derivedSeries, sensorSeries } from '@fieldlapse/contracts';
import type { DueDerivedRow } from '@fieldlapse/store';
import { deriveInstant } from '../../derive/instant.ts';
import type { LiveSeries, Shelf } from '../farm/shelf.ts';
import { touch, type Touched } from '../state/touched.ts';

/** A reading changes what is derived from it and its partner for so long after it. */
const togetherMs = 15 * 60_000;

/** Works out again what follows from a sensor's readings from `from` to `to`: points that came, changed, or are not known any more. */
export function deriveSensor(
  shelf: Shelf,
  {
    site,
    sensor,
    from,
    to,
  }: { readonly site: string; readonly sensor: string; readonly from: number; readonly to: number },
  touched: Touched,
): DueDerivedRow[] {
  const due: DueDerivedRow[] = [];
  const raw = deriveInstant(
    (quantity) => shelf.get(sensorSeries(site, sensor, quantity))?.buffer,
    from,
    to + togetherMs + 1,
  );
  for (const { quantity, t, value } of raw) {
    const series =
      value === null
        ? shelf.get(derivedSeries(site, sensor, quantity))
        : shelf.open(derivedSeries(site, sensor, quantity));
    if (!series || !putDerived(series, t, value)) continue;
    touch(touched, series, t);
    due.push({ series: series.name, t, value });
  }
  return due;
}

/** True where the series says something else now. */
export function putDerived({ buffer }: LiveSeries, t: number, value: number | null): boolean {
  if (value === null) return buffer.remove(t);
  const at = buffer.indexAt(t);
  if (at >= 0 && buffer.timeAt(at) === t && buffer.valueAt(at) === value) return false;
  // What was derived before does not count any more, be it greater or not.
  buffer.remove(t);
  return buffer.insert(t, value, 0);
}

/** The derived series that a sensor may have, those of its days too. */
export function derivedOf(shelf: Shelf, site: string, sensor: string): LiveSeries[] {
  return derivedQuantityNames.flatMap((quantity) => shelf.get(derivedSeries(site, sensor, quantity)) ?? []);
}
