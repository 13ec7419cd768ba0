import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import type { Logger } from '@fieldlapse/runtime';
import { onceThere, openCaptureReader, openLotReader } from '@fieldlapse/store';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { openAlerts } from './alerts/open-alerts.ts';
import { openCatalog } from './catalog.ts';
import { exports } from './film-exports.ts';
import { thumbnails } from './frames/thumbnails.ts';
import { compressText } from './http/compress.ts';
import { guard, maxBodyBytes, maxUrlBytes } from './http/guard.ts';
import { answerProblems, answerUnroutable } from './http/problems.ts';
import { liveFeed } from './live/feed.ts';
import { alertRoutes } from './routes/alerts/alerts.ts';
import { decisionRoutes } from './routes/alerts/decisions.ts';
import { pushRoutes } from './routes/alerts/push.ts';
import { ruleRoutes } from './routes/alerts/rules.ts';
import { deviceRoutes } from './routes/devices.ts';
import { epcisRoutes } from './routes/epcis/epcis.ts';
import { exportRoutes } from './routes/exports.ts';
import { filmRoutes } from './routes/film/film.ts';
import { frameRoutes } from './routes/frames.ts';
import { liveRoute } from './routes/live.ts';
import { logFileRoutes } from './routes/lots/log-files.ts';
import { labelledLotsRoute } from './routes/lots/labelled-lots.ts';
import { lotPageRoutes } from './routes/lots/lot-pages.ts';
import { recordLotRoutes } from './routes/lots/record-lots.ts';
import { openMeasures } from './metrics/open-measures.ts';
import { growthRoutes } from './routes/metrics/growth.ts';
import { metricRoutes } from './routes/metrics/metrics.ts';
import { moveRoutes } from './routes/moves.ts';
import { pageRoutes } from './routes/page.ts';
import { readingRoutes } from './routes/readings.ts';
import { serviceRoutes } from './routes/service.ts';
import { siteRoutes } from './routes/sites.ts';
import type { DashboardsOptions, dashboardsConfig } from './start.ts';

export interface AppOptions extends DashboardsOptions {
  readonly config: z.output<typeof dashboardsConfig>;
}

/** Builds the server without listening; what it starts is added to `running`. */
export async function buildApp(
  options: AppOptions,
  running: { add(name: string, close: () => Promise<unknown> | void): void },
): Promise<App> {
  const app = newServer(options.logger);
  const catalog = openCatalog(options.stores.records);
  running.add('catalog', catalog.close);
  const measures = openMeasures(options.stores.records);
  running.add('measurements', measures.close);
  const lots = onceThere(() => openLotReader(options.stores.records));
  running.add('lots', () => lots.close((reader) => reader.close()));
  const captured = onceThere(() => openCaptureReader(options.stores.records));
  running.add('captured events', () => captured.close((reader) => reader.close()));
  const alerts = openAlerts(options.stores.records);
  running.add('alerts', alerts.close);
  const { desk } = options;
  const feed = liveFeed({ ...options, catalog, measures, alerts });
  running.add('live feed', feed.close);
  guard(app, options.config.allowedHosts);
  answerProblems(app);
  compressText(app);
  await app.register(fastifyStatic, { serve: false, preCompressed: true });
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Fieldlapse', version: '1', license: { name: 'AGPL-3.0-or-later' } } },
    transform: jsonSchemaTransform,
  });
  // A plugin of its own: swagger sees only routes that are added after it has loaded.
  await app.register(async (plain) => {
    const routes = plain.withTypeProvider<ZodTypeProvider>();
    siteRoutes(routes, { ...options, catalog });
    frameRoutes(routes, { catalog, blobs: options.stores.blobs, thumbnails: thumbnails(options.stores.blobs) });
    filmRoutes(routes, { films: options.films, exports: exports(options.films, options.logger) });
    moveRoutes(routes, options);
    exportRoutes(routes, options);
    deviceRoutes(routes, { ...options, catalog });
    readingRoutes(routes, { ...options, series: options.stores.series });
    metricRoutes(routes, { ...options, measures, catalog });
    growthRoutes(routes, { ...options, measures, catalog });
    if (desk) {
      alertRoutes(routes, { ...options, desk, alerts, catalog, series: options.stores.series });
      decisionRoutes(routes, desk);
      pushRoutes(routes, desk);
      ruleRoutes(routes, { ...options, desk, alerts });
    }
    liveRoute(routes, { ...options, feed });
    serviceRoutes(routes, { ...options, catalog, feed });
    await plain.register(async (scope) => {
      const { captures, lots: publicLots } = options;
      const parts = { lots: lots.get, publicLots, captured: captured.get, captures };
      epcisRoutes(scope.withTypeProvider<ZodTypeProvider>(), parts);
    });
    const { lotDesk } = options;
    if (lotDesk)
      await plain.register(async (scope) => recordLotRoutes(scope.withTypeProvider<ZodTypeProvider>(), lotDesk));
    // Where nobody serves the pages of lots there are none to be led to.
    labelledLotsRoute(routes, { ...options, lots: options.lots ? lots.get : async () => undefined });
    if (options.lots) {
      lotPageRoutes(routes, options.lots, options.config.webRoot);
      logFileRoutes(routes, options.lots, options.config.verifierPage ?? join(options.config.webRoot, 'verify.html'));
    }
  });
  pageRoutes(app, options.config.webRoot);
  return app;
}

function newServer(logger: Logger) {
  const app = fastify({
    loggerInstance: logger.child({ service: 'http' }) as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: false },
    frameworkErrors: answerUnroutable as never,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    // Node itself answers 431 where the request line and headers are longer.
    http: { maxHeaderSize: 2 * maxUrlBytes, headersTimeout: 10_000 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app.withTypeProvider<ZodTypeProvider>();
}

/** The server with its type provider; routes take it. */
export type App = ReturnType<typeof newServer>;
