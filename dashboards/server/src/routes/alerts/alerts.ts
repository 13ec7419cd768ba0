import { FieldlapseError, type SiteConfig } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import type { SeriesStore } from '@fieldlapse/store';
import { byUrgency, describeAlert, describeHistory, siteOfAlert } from '../../alerts/describe-alert.ts';
import type { AlertDesk } from '../../alerts/desk.ts';
import { evidenceOf } from '../../alerts/evidence.ts';
import type { Alerts } from '../../alerts/open-alerts.ts';
import type { App } from '../../app.ts';
import type { Catalog } from '../../catalog.ts';
import { languageOf, problem } from '../../http/problems.ts';
import { siteOf } from '../schema/metric-params.ts';
import { siteParams } from '../schema/params.ts';
import { alertsPage, oneAlertAnswer, standingAnswer } from './answers.ts';
import { alertParams, alertsQuery } from './params.ts';

interface AlertRouteOptions {
  readonly alerts: Alerts;
  readonly desk: AlertDesk;
  readonly catalog: Catalog;
  readonly series: SeriesStore;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
}

const mostStanding = 200;

/** Alerts, with their words in the reader's language. */
export function alertRoutes(app: App, options: AlertRouteOptions): void {
  const { alerts, desk, sites, clock } = options;
  standingRoute(app, options);
  app.get(
    '/api/alerts',
    {
      schema: {
        summary: 'Alerts, newest first, in pages',
        tags: ['alerts'],
        querystring: alertsQuery,
        response: { 200: alertsPage, default: problem },
      },
    },
    async (request, reply) => {
      const { before, ...query } = request.query;
      const at = before?.indexOf('-') ?? -1;
      const cursor = before && { raisedAt: Number(before.slice(0, at)), alert: before.slice(at + 1) };
      const found = (await (await alerts.get())?.list({ ...query, ...(cursor && { before: cursor }) })) ?? [];
      const telling = { desk, language: languageOf(request), now: clock.now() };
      const last = found.at(-1);
      reply.header('cache-control', 'no-store');
      return {
        alerts: await Promise.all(found.map((alert) => describeAlert(alert, telling))),
        next: last && found.length === query.limit ? `${last.raisedAt}-${last.alert}` : null,
      };
    },
  );
  app.get(
    '/api/alerts/:alert',
    {
      schema: {
        summary: 'One alert with its evidence, its history and what people said of it',
        tags: ['alerts'],
        params: alertParams,
        response: { 200: oneAlertAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { alert: id } = request.params;
      const alert = await (await alerts.get())?.alert(id);
      if (!alert) throw new FieldlapseError('ALERT_MISSING', `no alert has the id ${id}`);
      const now = clock.now();
      reply.header('cache-control', 'no-store');
      return {
        now,
        ...(await describeHistory(alert, { desk, language: languageOf(request), now })),
        evidence: await evidenceOf(alert, siteOfAlert(alert, sites()), { ...options, now }),
      };
    },
  );
}

function standingRoute(app: App, { alerts, desk, sites, clock }: AlertRouteOptions): void {
  app.get(
    '/api/sites/:site/alerts',
    {
      schema: {
        summary: 'Alerts of a site that stand now, the worst first; at most 200',
        tags: ['alerts'],
        params: siteParams,
        response: { 200: standingAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const site = siteOf(sites(), request.params.site);
      const standing = ((await (await alerts.get())?.standing(site.id)) ?? []).toSorted(byUrgency);
      const telling = { desk, language: languageOf(request), now: clock.now() };
      reply.header('cache-control', 'no-store');
      return {
        now: telling.now,
        alerts: await Promise.all(standing.slice(0, mostStanding).map((alert) => describeAlert(alert, telling))),
      };
    },
  );
}
