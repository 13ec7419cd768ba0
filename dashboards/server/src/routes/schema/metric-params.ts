import { FieldlapseError, metricNames, windowStatistics, type SiteConfig } from '@fieldlapse/contracts';
import { z } from 'zod';
import { cameraParams, utcMs } from './params.ts';

export { cameraParams };

const area = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const method = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const metric = z.enum(metricNames);
const day = z.iso.date('write a day as YYYY-MM-DD');

export const metricParams = cameraParams.extend({ area, metric, method });
export const growthParams = cameraParams.extend({ area });

export const valuesQuery = z.strictObject({
  from: utcMs.default(0).describe('first time, UTC milliseconds'),
  to: utcMs.default(Date.UTC(2100, 0, 1)).describe('first time that is no longer shown'),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export const daysQuery = z.strictObject({
  statistic: z.enum(windowStatistics).default('d1-p90').describe('of one day, or three; mean or percentile'),
  from: day.optional().describe('first local day'),
  to: day.optional().describe('last local day, inclusive'),
});
export const growthQuery = z.strictObject({
  metric: metric.optional().describe('what is best read from where absent'),
  method: method.optional(),
  season: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .optional()
    .describe('id of a season; the newest where absent'),
});

/** The site of that id; throws `UNKNOWN_SITE`. */
export function siteOf(sites: readonly SiteConfig[], id: string): SiteConfig {
  const site = sites.find((one) => one.id === id);
  if (!site) throw new FieldlapseError('UNKNOWN_SITE', `site ${id}`);
  return site;
}
