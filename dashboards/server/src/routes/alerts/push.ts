import { z } from 'zod';
import type { AlertDesk } from '../../alerts/desk.ts';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { pushAnswer } from './answers.ts';
import { subscribeBody, unsubscribeBody } from './params.ts';

const done = z.object({ subscribed: z.boolean() });

/** Browsers that are told of alerts by Web Push. */
export function pushRoutes(app: App, { push, contacts }: Pick<AlertDesk, 'push' | 'contacts'>): void {
  app.get(
    '/api/push',
    {
      schema: {
        summary: 'The key that a browser subscribes with, and the contacts that it may subscribe for',
        tags: ['push'],
        response: { 200: pushAnswer, default: problem },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { publicKey: await push.publicKey(), contacts: contacts.map(({ id, name }) => ({ id, name })) };
    },
  );
  app.post(
    '/api/push/subscriptions',
    {
      schema: {
        summary: 'Tells this browser of what a contact is told; at most ten for a contact, the oldest goes',
        tags: ['push'],
        body: subscribeBody,
        response: { 200: done, default: problem },
      },
    },
    async (request, reply) => {
      const { contact, subscription } = request.body;
      await push.add(contact, subscription);
      reply.header('cache-control', 'no-store');
      return { subscribed: true };
    },
  );
  app.post(
    '/api/push/subscriptions/remove',
    {
      schema: {
        summary: 'Tells this browser nothing any more',
        tags: ['push'],
        body: unsubscribeBody,
        response: { 200: done, default: problem },
      },
    },
    async (request, reply) => {
      await push.remove(request.body.endpoint);
      reply.header('cache-control', 'no-store');
      return { subscribed: false };
    },
  );
}
