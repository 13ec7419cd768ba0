import { metrics, type MetricName, type SiteConfig } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import type { FrameMetrics } from '@fieldlapse/store';
import type { App } from '../../app.ts';
import type { Catalog } from '../../catalog.ts';
import { revalidate } from '../../http/caching.ts';
import { problem } from '../../http/problems.ts';
import { describeAreas } from '../../metrics/describe-camera.ts';
import { daysOf } from '../../metrics/describe-growth.ts';
import type { Measures } from '../../metrics/open-measures.ts';
import { reasonsOf } from '../../metrics/reasons.ts';
import {
  metricDaysAnswer,
  metricsAnswer,
  metricValuesAnswer,
  type MetricsAnswer,
  type MetricValuesAnswer,
} from '../schema/metric-answers.ts';
import { cameraParams, daysQuery, metricParams, siteOf, valuesQuery } from '../schema/metric-params.ts';

export interface MetricRouteOptions {
  readonly measures: Measures;
  readonly catalog: Catalog;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
}

const camera = '/api/sites/:site/cameras/:camera';

/** What is measured of a camera's frames, frame by frame and day by day. */
export function metricRoutes(app: App, options: MetricRouteOptions): void {
  const { measures } = options;
  app.get(
    `${camera}/metrics`,
    {
      schema: {
        summary: 'Areas of a camera, what measures them, the newest values, and how far stored frames are measured',
        tags: ['metrics'],
        params: cameraParams,
        response: { 200: metricsAnswer, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', revalidate);
      return overview(options, siteOf(options.sites(), request.params.site), request.params.camera);
    },
  );
  app.get(
    `${camera}/metrics/:area/:metric/:method`,
    {
      schema: {
        summary: 'The values of frames in order of time, with the reasons of those that have none',
        tags: ['metrics'],
        params: metricParams,
        querystring: valuesQuery,
        response: { 200: metricValuesAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { metric, ...of } = request.params;
      const { from, to, limit } = request.query;
      reply.header('cache-control', revalidate);
      const frames = (await (await measures.get())?.frames(of, from, to, limit + 1)) ?? [];
      return valuesOf(frames, metric, limit);
    },
  );
  app.get(
    `${camera}/metrics/:area/:metric/:method/days`,
    {
      schema: {
        summary: 'One value for each local day: mean or percentile of one or three days',
        tags: ['metrics'],
        params: metricParams,
        querystring: daysQuery,
        response: { 200: metricDaysAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { statistic, from, to } = request.query;
      reply.header('cache-control', revalidate);
      const days = (await (await measures.get())?.days(request.params, from, to)) ?? [];
      return { ...wordsOf(request.params.metric), days: daysOf(days, statistic) };
    },
  );
}

async function overview(
  { measures, catalog, clock }: MetricRouteOptions,
  site: SiteConfig,
  name: string,
): Promise<MetricsAnswer> {
  const now = clock.now();
  const reader = await measures.get();
  if (!reader) return { now, areas: [], progress: null, refused: [] };
  const total = (await catalog.cameras(site)).get(name)?.frames ?? 0;
  const progress = await reader.progress(site.id, name);
  const models = await reader.models();
  return {
    now,
    areas: await describeAreas(reader, site, name, now),
    // Frames that came since are measured apart: they are no part of what is caught up on.
    progress: progress ? { ...progress, done: Math.min(progress.done, total), total } : null,
    refused: models.flatMap(({ state, name: model, version, code, message }) =>
      state === 'refused' ? [{ name: model, version, code: code ?? '', message: message ?? '' }] : [],
    ),
  };
}

function wordsOf(metric: MetricName): { label: { vi: string; en: string }; unit: string } {
  const { vi, en, unit } = metrics[metric];
  return { label: { vi, en }, unit };
}

function valuesOf(found: readonly FrameMetrics[], metric: MetricName, limit: number): MetricValuesAnswer {
  const frames = found.slice(0, limit);
  const values: MetricValuesAnswer['values'] = [];
  const withheld: MetricValuesAnswer['withheld'] = [];
  const counts: Record<string, number> = {};
  for (const { f, observedAt: t, measured, uncertainty, withheld: reasons } of frames) {
    const value = measured[metric];
    const reason = reasons[metric];
    if (value !== undefined) values.push({ f, t, value, uncertainty: uncertainty[metric] ?? null });
    if (reason === undefined) continue;
    withheld.push({ f, t, reason });
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return { ...wordsOf(metric), values, withheld, reasons: reasonsOf(counts), next: found[limit]?.observedAt ?? null };
}
