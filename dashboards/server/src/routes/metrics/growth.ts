import { FieldlapseError } from '@fieldlapse/contracts';
import type { App } from '../../app.ts';
import { revalidate } from '../../http/caching.ts';
import { problem } from '../../http/problems.ts';
import { describeGrowth } from '../../metrics/describe-growth.ts';
import { growthAnswer } from '../schema/growth-answers.ts';
import { growthParams, growthQuery, siteOf } from '../schema/metric-params.ts';
import type { MetricRouteOptions } from './metrics.ts';

/** How a crop grows in an area: daily values and what they say about the season. */
export function growthRoutes(app: App, { measures, sites, clock }: MetricRouteOptions): void {
  app.get(
    '/api/sites/:site/cameras/:camera/growth/:area',
    {
      schema: {
        summary:
          'Daily values of a season, its smoothed curve, cycles, transition dates, fits, forecast and comparison',
        tags: ['metrics'],
        params: growthParams,
        querystring: growthQuery,
        response: { 200: growthAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, area } = request.params;
      const reader = await measures.get();
      const question = { camera, area, ...request.query };
      const growth = reader && (await describeGrowth(reader, siteOf(sites(), site), question, clock.now()));
      if (!growth) throw new FieldlapseError('METRIC_MISSING', `area ${area} of ${site}/${camera}`);
      reply.header('cache-control', revalidate);
      return growth;
    },
  );
}
