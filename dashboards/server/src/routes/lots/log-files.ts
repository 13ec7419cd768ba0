import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FieldlapseError, type PublicLots } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { immutable } from '../../http/caching.ts';
import { binary } from '../schema/binary.ts';

const wildcard = z.object({ '*': z.string().max(100) });
const place = '<script type="text/plain" id="policy"></script>';

/** The transparency log as C2SP tlog-tiles asks for it, our policy, and the page that checks lots without us. */
export function logFileRoutes(app: App, lots: PublicLots, verifierPage: string): void {
  app.get(
    '/trace/log/*',
    {
      schema: {
        summary: 'The transparency log: checkpoint, tiles and entries (C2SP tlog-tiles)',
        tags: ['lots'],
        params: wildcard,
        response: binary('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const path = request.params['*'];
      const bytes = await lots.logFile(path);
      if (!bytes) throw new FieldlapseError('NOT_FOUND', `${path.slice(0, 100)} is no file of the log`);
      const isCheckpoint = path === 'checkpoint';
      reply.header('cache-control', isCheckpoint ? 'no-cache' : immutable);
      return reply
        .type(isCheckpoint ? 'text/plain; charset=utf-8' : 'application/octet-stream')
        .send(Buffer.from(bytes));
    },
  );
  app.get('/trace/policy.txt', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-cache');
    return reply.type('text/plain; charset=utf-8').send(await lots.policy());
  });
  app.get('/trace/verify.html', { schema: { hide: true } }, async (_request, reply) => {
    if (!existsSync(verifierPage)) throw new FieldlapseError('WEB_NOT_BUILT', 'verify.html is missing');
    const html = await readFile(verifierPage, 'utf8');
    const pinned = Buffer.from(await lots.policy()).toString('base64');
    // To be kept and passed on: it works from a disk, under a policy of its own.
    reply.header('content-disposition', 'attachment; filename="verify.html"').header('cache-control', 'no-cache');
    return reply.type('text/html; charset=utf-8').send(html.replace(place, place.replace('></', `>${pinned}</`)));
  });
}
