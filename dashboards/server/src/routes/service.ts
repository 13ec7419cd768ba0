import type { Clock } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { Catalog } from '../catalog.ts';
import { languageOf, problem, textOf } from '../http/problems.ts';
import type { LiveFeed } from '../live/feed.ts';
import { healthAnswer } from './schema/answers.ts';

interface ServiceRouteOptions {
  readonly catalog: Catalog;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly health?: () => readonly { code: string; message: string }[];
  readonly brokerMetrics?: () => object;
}

/** Health for people, metrics for Prometheus, and the description of this API. */
export function serviceRoutes(app: App, options: ServiceRouteOptions): void {
  const { health = () => [], clock } = options;
  app.get(
    '/api/health',
    { schema: { summary: 'What is wrong now', tags: ['service'], response: { 200: healthAnswer, default: problem } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', 'Accept-Language');
      const language = languageOf(request);
      const problems = health().map(({ code, message }) => ({ code, message, ...textOf(code, language) }));
      return { status: problems.length === 0 ? ('ok' as const) : ('degraded' as const), now: clock.now(), problems };
    },
  );
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    return reply.type('application/json').serializer(JSON.stringify).send(app.swagger());
  });
  metricsRoute(app, options);
}

function metricsRoute(app: App, { catalog, feed, brokerMetrics }: ServiceRouteOptions): void {
  const answered = new Map<string, number>();
  app.addHook('onResponse', async (_request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    answered.set(status, (answered.get(status) ?? 0) + 1);
  });
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Prometheus metrics',
        tags: ['service'],
        response: {
          200: { description: 'text format 0.0.4', content: { 'text/plain': { schema: z.string() } } },
          default: problem,
        },
      },
    },
    async (_request, reply) => {
      const lines = [
        '# TYPE fieldlapse_http_responses_total counter',
        ...[...answered].map(([status, count]) => `fieldlapse_http_responses_total{status="${status}"} ${count}`),
        '# TYPE fieldlapse_http_live_clients gauge',
        `fieldlapse_http_live_clients ${feed.clients}`,
        '# TYPE fieldlapse_accepted_seq counter',
        `fieldlapse_accepted_seq ${await catalog.lastAcceptedSeq()}`,
        '# TYPE fieldlapse_process_resident_bytes gauge',
        `fieldlapse_process_resident_bytes ${process.memoryUsage.rss()}`,
        ...Object.entries(brokerMetrics?.() ?? {}).flatMap(([name, value]) =>
          gauge(`fieldlapse_broker_${name}`, value),
        ),
      ];
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
    },
  );
}

function gauge(name: string, value: unknown): string[] {
  if (typeof value !== 'number') return [];
  const metric = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[^a-z0-9_]/g, '_');
  return [`# TYPE ${metric} gauge`, `${metric} ${value}`];
}
