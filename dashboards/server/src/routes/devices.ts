import type { Clock } from '@fieldlapse/runtime';
import type { App } from '../app.ts';
import type { Catalog } from '../catalog.ts';
import { problem } from '../http/problems.ts';
import { devicesAnswer } from './schema/answers.ts';
import { siteParams } from './schema/params.ts';

/** The edge nodes of a site: online or not, spool, upload progress, errors. */
export function deviceRoutes(app: App, { catalog, clock }: { catalog: Catalog; clock: Clock }): void {
  app.get(
    '/api/sites/:site/devices',
    {
      schema: {
        summary: 'Edge nodes with their last status',
        tags: ['devices'],
        params: siteParams,
        response: { 200: devicesAnswer, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const devices = await catalog.devices();
      return { now: clock.now(), devices: devices.filter(({ site }) => site === request.params.site) };
    },
  );
}
