import { FieldlapseError } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { App } from '../app.ts';
import { problem } from '../http/problems.ts';
import type { LiveFeed, LiveMessage } from '../live/feed.ts';

const heartbeatMs = 5000;
/** A reader that has left so many bytes unread is gone or hopeless: it is cut off and reconnects by itself. */
const maxUnreadBytes = 64 * 1024;

/** `/api/live`: server-sent events that say what changed; a page reads the thing itself by its own route. */
export function liveRoute(app: App, { feed, clock }: { feed: LiveFeed; clock: Clock }): void {
  app.get(
    '/api/live',
    {
      schema: {
        summary: 'Server-sent events: time (heartbeat), frame, readings, device, film, metric, alert',
        tags: ['live'],
        response: {
          200: { description: 'a stream', content: { 'text/event-stream': { schema: z.string() } } },
          default: problem,
        },
      },
      exposeHeadRoute: false,
    },
    (request, reply) => {
      const leave = feed.join(send);
      if (!leave) throw new FieldlapseError('TOO_MANY_CLIENTS', `${feed.clients} pages are watching`);
      reply.hijack();
      const { raw } = reply;
      const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
      raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
      const heartbeat = setInterval(() => send({ kind: 'time' }), heartbeatMs);
      send({ kind: 'time' });
      const end = () => {
        clearInterval(heartbeat);
        leave();
        raw.end();
      };
      request.raw.once('close', end);
      raw.once('error', end);

      function send(message: LiveMessage): void {
        raw.write(`event: ${message.kind}\ndata: ${JSON.stringify({ now: clock.now(), ...message })}\n\n`);
        if (raw.writableLength > maxUnreadBytes) raw.destroy();
      }
    },
  );
}
