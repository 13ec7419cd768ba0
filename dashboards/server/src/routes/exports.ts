import { basename, dirname } from 'node:path';
import { exportOrder, FieldlapseError, type FilmExport, type FilmExports } from '@fieldlapse/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { App } from '../app.ts';
import { revalidate } from '../http/caching.ts';
import { languageOf, problem, textOf } from '../http/problems.ts';
import { binary } from './schema/binary.ts';
import { exportParams, exportsAnswer, filmExport } from './schema/export-answers.ts';

const noExport = async (): Promise<never> => {
  throw new FieldlapseError('EXPORT_MISSING', 'nothing makes exports here');
};
const noExports: FilmExports = {
  order: noExport,
  list: async () => [],
  get: noExport,
  cancel: noExport,
  file: noExport,
};

/** Films and reports for keeping: ordered, watched while they are made, fetched, cancelled. */
export function exportRoutes(app: App, { filmExports = noExports }: { readonly filmExports?: FilmExports }): void {
  orderRoutes(app, filmExports);
  app.get(
    '/api/exports/:id/file',
    {
      schema: {
        summary: 'The finished file (byte ranges work)',
        tags: ['exports'],
        params: exportParams,
        response: binary('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { fileName, mediaType } = await filmExports.get(id);
      const path = await filmExports.file(id);
      reply.header('etag', `"${id}"`).header('cache-control', revalidate);
      reply.header('content-disposition', `attachment; filename="${fileName}"`);
      return reply.type(mediaType).sendFile(basename(path), dirname(path), { cacheControl: false, etag: false });
    },
  );
}

function orderRoutes(app: App, filmExports: FilmExports): void {
  const one = { tags: ['exports'], params: exportParams, response: { 200: filmExport, default: problem } };
  app.post(
    '/api/exports',
    {
      schema: {
        summary: 'Orders a film or report; the same order of an unchanged film is the same export',
        tags: ['exports'],
        body: exportOrder,
        response: { 200: filmExport, 202: filmExport, default: problem },
      },
    },
    async (request, reply) => {
      const ordered = await filmExports.order(request.body);
      reply.header('cache-control', 'no-store');
      return reply.code(ordered.state === 'ready' ? 200 : 202).send(answerOf(ordered, request));
    },
  );
  app.get(
    '/api/exports',
    {
      schema: {
        summary: 'Exports, newest first, with how far each is',
        tags: ['exports'],
        response: { 200: exportsAnswer, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { exports: (await filmExports.list()).map((made) => answerOf(made, request)) };
    },
  );
  app.get('/api/exports/:id', { schema: { ...one, summary: 'How far an export is' } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return answerOf(await filmExports.get(request.params.id), request);
  });
  app.post(
    '/api/exports/:id/cancel',
    { schema: { ...one, summary: 'Stops an export and removes what there is of it' } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return answerOf(await filmExports.cancel(request.params.id), request);
    },
  );
}

/** What failed is told in the reader's words; only what the order itself did wrong is told as it was found. */
function answerOf(made: FilmExport, request: FastifyRequest): z.infer<typeof filmExport> {
  if (!made.error) return { ...made, error: null };
  const { code, message } = made.error;
  const { title } = textOf(code, languageOf(request));
  return { ...made, error: { code, message: code === 'BAD_EXPORT' ? `${title} (${message})` : title } };
}
