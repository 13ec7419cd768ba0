import { quantities, quantityNames, sensorSeries, type QuantityName, type SiteConfig } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import type { Point, SeriesStore } from '@fieldlapse/store';
import { z } from 'zod';
import type { App } from '../app.ts';
import { problem } from '../http/problems.ts';
import { bucketsAnswer, latestAnswer, type LatestAnswer } from './schema/answers.ts';
import { sensorParams, siteParams, utcMs } from './schema/params.ts';

interface ReadingRouteOptions {
  readonly series: SeriesStore;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
}

const dayMs = 86_400_000;
const bucketQuery = z
  .strictObject({
    from: utcMs.optional().describe('default: 24 hours before `to`'),
    to: utcMs.optional().describe('default: now'),
    buckets: z.coerce.number().int().min(1).max(1000).default(48),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, 'from must be before to');
const params = sensorParams.extend({ quantity: z.enum(quantityNames) });

/** Latest sensor values and their recent course. */
export function readingRoutes(app: App, { series, sites, clock }: ReadingRouteOptions): void {
  app.get(
    '/api/sites/:site/readings',
    {
      schema: {
        summary: 'The newest value of every sensor and quantity',
        tags: ['readings'],
        params: siteParams,
        response: { 200: latestAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const site = sites().find(({ id }) => id === request.params.site);
      const points = site ? await series.latest(`${site.id}/`) : [];
      reply.header('cache-control', 'no-store');
      return { now: clock.now(), readings: points.flatMap((point) => latestOf(point, site)) };
    },
  );
  app.get(
    '/api/sites/:site/readings/:sensor/:quantity',
    {
      schema: {
        summary: 'The course of one quantity in equal buckets that keep minimum and maximum',
        tags: ['readings'],
        params,
        querystring: bucketQuery,
        response: { 200: bucketsAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { site, sensor, quantity } = request.params;
      const { buckets } = request.query;
      const to = request.query.to ?? clock.now();
      const from = request.query.from ?? Math.max(0, to - dayMs);
      reply.header('cache-control', 'no-store');
      return { buckets: await series.buckets(sensorSeries(site, sensor, quantity), from, to, buckets) };
    },
  );
}

// Other services keep derived series beside these: only `site/sensor/quantity` of a known quantity is a reading.
function latestOf({ series, t, value }: Point, site: SiteConfig | undefined): LatestAnswer['readings'] {
  const [, sensor = '', quantity = '', ...more] = series.split('/');
  if (more.length > 0 || !isQuantity(quantity)) return [];
  const { vi, en, unit } = quantities[quantity];
  const title = site?.sensors.find(({ name }) => name === sensor)?.title ?? sensor;
  return [{ sensor, title, quantity, label: { vi, en }, unit, t, value }];
}

function isQuantity(text: string): text is QuantityName {
  return Object.hasOwn(quantities, text);
}
