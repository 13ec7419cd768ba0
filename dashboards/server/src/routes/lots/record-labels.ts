import type { LotDesk } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { binary } from '../schema/binary.ts';
import { label, lotParams, nameOf, pictureParams } from './record-schema.ts';

const mediaTypes = { svg: 'image/svg+xml', png: 'image/png', pdf: 'application/pdf' } as const;

/** Labels and releases of lots; `guarded` refuses who may not ask for them. */
export function labelRoutes(app: App, desk: LotDesk, guarded: object): void {
  app.post(
    '/api/lots/:gtin/:lot/label',
    {
      ...guarded,
      schema: {
        summary: 'Makes a label of all that is recorded by now, and answers once its entry is in the log',
        tags: ['lots'],
        params: lotParams,
        response: { 200: label, default: problem },
      },
    },
    async (request) => desk.label(nameOf(request.params)),
  );
  app.get(
    '/api/lots/:gtin/:lot/label.:format',
    {
      schema: {
        summary: 'The last label, drawn; a PDF is a sheet of A4',
        tags: ['lots'],
        params: pictureParams,
        querystring: z.strictObject({ stickers: z.coerce.number().int().min(1).max(24).default(24) }),
        response: binary('image/svg+xml'),
      },
    },
    async (request, reply) => {
      const { format } = request.params;
      const picture = await desk.picture(nameOf(request.params), format, request.query.stickers);
      reply.header('cache-control', 'no-store');
      return reply.type(mediaTypes[format]).send(Buffer.from(picture));
    },
  );
  app.post(
    '/api/lots/:gtin/:lot/release',
    {
      ...guarded,
      schema: {
        summary: 'Closes a lot, and answers once that is in the log; what comes later is marked late',
        tags: ['lots'],
        params: lotParams,
        response: { 204: z.undefined().describe('closed'), default: problem },
      },
    },
    async (request, reply) => {
      await desk.release(nameOf(request.params));
      return reply.code(204).send(undefined);
    },
  );
}
