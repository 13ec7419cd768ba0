import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { App } from '../app.ts';
import { immutable, revalidate } from '../http/caching.ts';

/** The built web app: `/` and its assets, whose names carry their hash. Says `WEB_NOT_BUILT` where it is not there. */
export async function pageRoutes(app: App, webRoot: string): Promise<void> {
  const root = resolve(webRoot);
  app.get('/', { schema: { hide: true } }, async (_request, reply) => {
    if (!existsSync(join(root, 'index.html'))) throw new FieldlapseError('WEB_NOT_BUILT', 'index.html is missing');
    reply.header('cache-control', revalidate);
    return reply.sendFile('index.html', root, { cacheControl: false });
  });
  if (!existsSync(root)) return;
  await app.register(fastifyStatic, {
    root,
    decorateReply: false,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? immutable : revalidate),
  });
}
