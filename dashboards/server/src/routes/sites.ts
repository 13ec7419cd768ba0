import { FieldlapseError, type FilmReader, type SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger } from '@fieldlapse/runtime';
import type { App } from '../app.ts';
import type { Catalog } from '../catalog.ts';
import { revalidate } from '../http/caching.ts';
import { problem } from '../http/problems.ts';
import { siteAnswer, sitesAnswer, type CameraAnswer, type SiteAnswer } from './schema/answers.ts';
import { siteParams } from './schema/params.ts';

interface SiteRouteOptions {
  readonly catalog: Catalog;
  readonly films: FilmReader;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** `/api/sites`: the farms with their plots, seasons and cameras. */
export function siteRoutes(app: App, options: SiteRouteOptions): void {
  const { sites, clock } = options;
  app.get(
    '/api/sites',
    {
      schema: {
        summary: 'All sites with their cameras',
        tags: ['sites'],
        response: { 200: sitesAnswer, default: problem },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', revalidate);
      return { now: clock.now(), sites: await Promise.all(sites().map((site) => describeSite(site, options))) };
    },
  );
  app.get(
    '/api/sites/:site',
    {
      schema: {
        summary: 'One site with its cameras',
        tags: ['sites'],
        params: siteParams,
        response: { 200: siteAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const site = sites().find(({ id }) => id === request.params.site);
      if (!site) throw new FieldlapseError('UNKNOWN_SITE', `site ${request.params.site}`);
      reply.header('cache-control', revalidate);
      return describeSite(site, options);
    },
  );
}

async function describeSite(site: SiteConfig, options: SiteRouteOptions): Promise<SiteAnswer> {
  const stored = await options.catalog.cameras(site);
  // A camera that only an import has brought is shown too; a configured one that has sent nothing as well.
  const names = new Set([...site.cameras.map(({ name }) => name), ...stored.keys()]);
  const cameras = await Promise.all(
    [...names].map(async (name): Promise<CameraAnswer> => {
      const config = site.cameras.find((camera) => camera.name === name);
      const summary = stored.get(name);
      return {
        name,
        title: config?.title ?? name,
        plot: config?.plot ?? null,
        frames: summary?.frames ?? 0,
        firstDay: summary?.firstDay ?? null,
        lastDay: summary?.lastDay ?? null,
        coverage: summary?.latest ? await coverageOf(site.id, name, options) : null,
        latest: summary?.latest ?? null,
      };
    }),
  );
  return {
    id: site.id,
    title: site.title ?? site.id,
    timeZone: site.timeZone,
    plots: site.plots.map(({ id, title }) => ({ id, title: title ?? id })),
    seasons: site.seasons.map((season) => ({
      ...season,
      end: season.end ?? null,
      baseTempC: season.baseTempC ?? null,
    })),
    cameras,
  };
}

// The list of cameras answers even where films cannot be made at the moment.
async function coverageOf(site: string, camera: string, { films, logger }: SiteRouteOptions): Promise<number | null> {
  try {
    return (await films.manifest(site, camera, { kind: 'full' })).coverage;
  } catch (error) {
    if (!(error instanceof FieldlapseError && error.code === 'FILM_EMPTY'))
      logger.warn({ error, site, camera }, 'no coverage');
    return null;
  }
}
