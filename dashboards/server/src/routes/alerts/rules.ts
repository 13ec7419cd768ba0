import { FieldlapseError, type SiteConfig } from '@fieldlapse/contracts';
import type { AlertDesk } from '../../alerts/desk.ts';
import type { Alerts } from '../../alerts/open-alerts.ts';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { siteOf } from '../schema/metric-params.ts';
import { siteParams } from '../schema/params.ts';
import { rulesAnswer, rulesTested } from './answers.ts';
import { rulesBody, rulesBodyBytes } from './params.ts';

interface RuleRouteOptions {
  readonly alerts: Alerts;
  readonly desk: Pick<AlertDesk, 'testRules'>;
  readonly sites: () => readonly SiteConfig[];
}

/** Rules in force, and what others would have done. */
export function ruleRoutes(app: App, { alerts, desk, sites }: RuleRouteOptions): void {
  // A season replayed keeps a core busy for seconds: one at a time.
  let testing = false;
  app.get(
    '/api/rules',
    {
      schema: {
        summary: 'The alert rules in force',
        tags: ['alerts'],
        response: { 200: rulesAnswer, default: problem },
      },
    },
    async (_request, reply) => {
      const rules = (await (await alerts.get())?.rules()) ?? [];
      reply.header('cache-control', 'no-store');
      return {
        rules: rules
          .filter(({ active }) => active)
          .map(({ texts, ...rule }) => ({ ...rule, title: { vi: texts.vi.title, en: texts.en.title } })),
      };
    },
  );
  app.post(
    '/api/sites/:site/rules/test',
    {
      bodyLimit: rulesBodyBytes,
      schema: {
        summary: 'Replays the stored history of a site through rules: what they would have raised, and how often told',
        tags: ['alerts'],
        params: siteParams,
        body: rulesBody,
        response: { 200: rulesTested, default: problem },
      },
    },
    async (request, reply) => {
      const { id: site } = siteOf(sites(), request.params.site);
      if (testing) throw new FieldlapseError('TOO_MANY_CLIENTS', 'other rules are being tried; one test at a time');
      testing = true;
      const left = new AbortController();
      reply.raw.once('close', () => left.abort(new Error('the client has left')));
      try {
        reply.header('cache-control', 'no-store');
        return await desk.testRules({ site, ...request.body }, left.signal);
      } finally {
        testing = false;
      }
    },
  );
}
