import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FieldlapseError, type PublicLots } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { immutable, isFresh, revalidate } from '../../http/caching.ts';
import { sendPacked } from '../../http/compress.ts';
import { problem } from '../../http/problems.ts';
import { binary } from '../schema/binary.ts';
import { aboutLot } from './lot-answers.ts';

const lotParams = z.object({
  gtin: z.string().regex(/^\d{14}$/),
  lot: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/),
});
const idOf = ({ gtin, lot }: z.output<typeof lotParams>): string => `${gtin}/${lot}`;
const place = z.coerce.number<string>().int().min(0).max(1e9);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const root = '/01/:gtin/10/:lot';

/** What a buyer who scans a label is shown: the page of the lot, and everything that proves what it says. */
export function lotPageRoutes(app: App, lots: PublicLots, webRoot: string): void {
  const page = join(resolve(webRoot), 'lot.html');
  app.get(root, { schema: { hide: true, params: lotParams } }, async (request, reply) => {
    if (!existsSync(page)) throw new FieldlapseError('WEB_NOT_BUILT', 'lot.html is missing');
    await lots.countScan(idOf(request.params));
    // Built for the root of the site; this address lies three folders below it.
    const html = (await readFile(page, 'utf8')).replaceAll('"./', '"../../../');
    reply.header('cache-control', 'no-store');
    return reply.type('text/html; charset=utf-8').send(html);
  });
  app.get(
    `${root}/about.json`,
    {
      schema: {
        summary: 'What everybody may know of a lot beside its record',
        tags: ['lots'],
        params: lotParams,
        response: { 200: aboutLot, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return lots.about(idOf(request.params));
    },
  );
  proofRoutes(app, lots);
  fileRoutes(app, lots);
}

function proofRoutes(app: App, lots: PublicLots): void {
  app.get(
    `${root}/lot.json`,
    {
      schema: {
        summary: 'Everything that proves the lot, for a verifier',
        tags: ['lots'],
        params: lotParams,
        response: binary('application/json'),
      },
    },
    async (request, reply) => {
      const { gzip, tag } = await lots.lotFile(idOf(request.params));
      if (isFresh(request, reply, tag, revalidate)) return reply.send();
      return sendPacked(request, reply.type('application/json; charset=utf-8'), gzip);
    },
  );
  app.get(
    `${root}/proofs/:place`,
    {
      schema: {
        summary: 'C2SP .tlog-proof of an entry of the lot',
        tags: ['lots'],
        params: lotParams.extend({ place: place }),
        response: binary('text/plain'),
      },
    },
    async (request, reply) => {
      const { place: at } = request.params;
      reply.header('cache-control', revalidate);
      reply.header('content-disposition', `attachment; filename="${at}.tlog-proof"`);
      return reply
        .type('text/plain; charset=utf-8')
        .serializer(String)
        .send(await lots.proof(idOf(request.params), at));
    },
  );
}

function fileRoutes(app: App, lots: PublicLots): void {
  app.get(
    `${root}/files/:sha256`,
    {
      schema: {
        summary: 'A film or paper that the record names (byte ranges work)',
        tags: ['lots'],
        params: lotParams.extend({ sha256: sha256Hex }),
        response: binary('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params;
      const file = await lots.file(idOf(request.params), sha256);
      if (!file) throw new FieldlapseError('NOT_FOUND', `no file ${sha256.slice(0, 16)}… of this lot`);
      reply.header('etag', `"${sha256}"`).header('cache-control', immutable);
      return reply
        .type(file.mediaType)
        .sendFile(basename(file.path), dirname(file.path), { cacheControl: false, etag: false });
    },
  );
}
