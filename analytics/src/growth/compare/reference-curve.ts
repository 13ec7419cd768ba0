import { addDays, metricNames, type MetricName } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { ComparedSeason } from './compare-seasons.ts';

/** How a crop should grow by what somebody knows of it: a trial, a variety's leaflet, the district's average. */
export const referenceCurve = z.strictObject({
  subject: z.string().max(120).describe('crop or herd, written as in its seasons'),
  metric: z.enum(metricNames).describe('what the curve is of: greenCover, plantCover, cropCover or gcc'),
  source: z.string().min(1).max(300).describe('where the curve comes from'),
  uncertainty: z
    .number()
    .positive()
    .default(0.05)
    .describe('nine of ten normal fields lie within so much of it, in the unit of the metric'),
  values: z
    .record(z.string().regex(/^\d{1,3}$/, 'write whole days after sowing'), z.number())
    .refine((values) => Object.keys(values).length >= 2, 'a curve has two days or more')
    .describe('value by days after sowing; straight between them'),
});
export type ReferenceCurve = z.infer<typeof referenceCurve>;

/** The reference curves of a crop and metric, as seasons that others can be laid over. */
export function referenceSeasons(
  curves: readonly ReferenceCurve[],
  subject: string | undefined,
  metric: MetricName,
): ComparedSeason[] {
  return curves.filter((one) => one.subject === subject && one.metric === metric).map(seasonOf);
}

/** Any day does: seasons are laid over one another by the days since. */
const sowing = '2001-01-01';

function seasonOf({ values, uncertainty }: ReferenceCurve): ComparedSeason {
  const points = Object.entries(values).map(([days, value]) => ({ days: Number(days), value }));
  points.sort((a, b) => a.days - b.days);
  const curve = points.slice(1).flatMap((right, at) => {
    const left = points[at]!;
    // The last point ends its own stretch; every other begins the next one.
    const count = right.days - left.days + (at === points.length - 2 ? 1 : 0);
    return Array.from({ length: count }, (_, step) => {
      const value = left.value + (step / (right.days - left.days)) * (right.value - left.value);
      return { day: addDays(sowing, left.days + step), value, low: value - uncertainty, high: value + uncertainty, seen: true }; // prettier-ignore
    });
  });
  return { sowing, curve, isReference: true };
}
