import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../app.ts';
import { immutable, revalidate } from '../http/caching.ts';

const assetParams = z.object({ name: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/) });

/**
 * What stands beside the page: the worker's place says which pages it may act for, all of them; with the manifest a phone puts
 * the page on its home screen, without which an iPhone shows no notifications.
 */
const rootFiles = ['icon.svg', 'sw.js', 'manifest.webmanifest', 'app-192.png', 'app-512.png'];

/** The built web app: `/` and its assets, whose names carry their hash. Says `WEB_NOT_BUILT` where it is not there. */
export function pageRoutes(app: App, webRoot: string): void {
  const root = resolve(webRoot);
  const assets = join(root, 'assets');
  app.get('/', { schema: { hide: true } }, async (_request, reply) => {
    if (!existsSync(join(root, 'index.html'))) throw new FieldlapseError('WEB_NOT_BUILT', 'index.html is missing');
    reply.header('cache-control', revalidate);
    return reply.sendFile('index.html', root, { cacheControl: false });
  });
  for (const name of rootFiles) {
    app.get(`/${name}`, { schema: { hide: true } }, async (_request, reply) => {
      reply.header('cache-control', revalidate);
      return reply.sendFile(name, root, { cacheControl: false });
    });
  }
  app.get('/assets/:name', { schema: { hide: true, params: assetParams } }, async (request, reply) => {
    const { name } = request.params;
    // A page that was open during an update asks for the assets of before: that answer must not be kept.
    if (existsSync(join(assets, name))) reply.header('cache-control', immutable);
    return reply.sendFile(name, assets, { cacheControl: false });
  });
}
