import type { AlertDesk } from '../../alerts/desk.ts';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { decisionAnswer } from './answers.ts';
import { alertParams, decisionBody } from './params.ts';

/** What people say to alerts. */
export function decisionRoutes(app: App, { decisions }: Pick<AlertDesk, 'decisions'>): void {
  app.post(
    '/api/alerts/:alert/decisions',
    {
      schema: {
        summary: 'Takes an alert on, puts it off until a time, or ends that; nothing that was said is ever altered',
        tags: ['alerts'],
        params: alertParams,
        body: decisionBody,
        response: { 200: decisionAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { alert } = request.params;
      const { kind, by, note } = request.body;
      const words = { by, ...(note !== undefined && { note }) };
      reply.header('cache-control', 'no-store');
      switch (kind) {
        case 'acknowledged':
          return decisions.acknowledge(alert, words);
        case 'snoozed':
          return decisions.snooze(alert, words, request.body.until);
        case 'unsnoozed':
          return decisions.unsnooze(alert, words);
      }
    },
  );
}
