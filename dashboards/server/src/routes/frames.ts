import { FieldlapseError } from '@fieldlapse/contracts';
import { previewKey, type BlobStore, type FrameRow } from '@fieldlapse/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { Catalog } from '../catalog.ts';
import type { Thumbnails } from '../frames/thumbnails.ts';
import { immutable, isFresh, revalidate } from '../http/caching.ts';
import { problem } from '../http/problems.ts';
import { framesPage } from './schema/answers.ts';
import { binary } from './schema/binary.ts';
import { cameraParams, frameParams, utcMs } from './schema/params.ts';

const listQuery = z.strictObject({
  from: utcMs.optional().describe('frames observed at or after'),
  to: utcMs.optional().describe('frames observed before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .regex(/^\d{1,15}-[a-z2-7]{26}$/)
    .optional()
    .describe('`next` of the page before'),
});

/** Lists of frames and their pictures. */
export function frameRoutes(app: App, options: { catalog: Catalog; blobs: BlobStore; thumbnails: Thumbnails }): void {
  const { catalog, blobs, thumbnails } = options;
  app.get(
    '/api/sites/:site/cameras/:camera/frames',
    {
      schema: {
        summary: 'Frames of a camera, newest first, in pages',
        tags: ['frames'],
        params: cameraParams,
        querystring: listQuery,
        response: { 200: framesPage, default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera } = request.params;
      const { before, ...rest } = request.query;
      const [observedAt, f] = before?.split('-') ?? [];
      const cursor = observedAt !== undefined && f !== undefined ? { observedAt: Number(observedAt), f } : undefined;
      const frames = await catalog.frames(site, camera, { ...rest, before: cursor });
      const last = frames.at(-1);
      reply.header('cache-control', revalidate);
      return { frames, next: last && frames.length === rest.limit ? `${last.observedAt}-${last.f}` : null };
    },
  );
  app.get(
    '/api/frames/:frame.jpg',
    {
      schema: {
        summary:
          'The stored picture; its preview, with the header `fieldlapse-original: retired`, where retention deleted it',
        tags: ['frames'],
        params: frameParams,
        response: binary('image/jpeg'),
      },
    },
    async (request, reply) => {
      const { frame } = request.params;
      const stored = await storedFrame(catalog, frame);
      if (isRetired(stored)) return sendPreview(blobs, stored, request, reply);
      if (isFresh(request, reply, stored.sha256, immutable)) return reply.send(null);
      const picture = await blobs.stream(stored.blobKey).catch(async (error: unknown) => {
        // Perhaps it was deleted just now.
        if (!isRetired(await storedFrame(catalog, frame))) throw error;
        return undefined;
      });
      if (!picture) return sendPreview(blobs, stored, request, reply);
      return reply.type('image/jpeg').header('content-length', stored.bytes).send(picture);
    },
  );
  app.get(
    '/api/frames/:frame/thumbnail.jpg',
    {
      schema: {
        summary: 'The picture at most 640 pixels wide',
        tags: ['frames'],
        params: frameParams,
        response: binary('image/jpeg'),
      },
    },
    async (request, reply) => {
      const stored = await storedFrame(catalog, request.params.frame);
      if (isFresh(request, reply, `${stored.sha256}-640`, immutable)) return reply.send(null);
      return reply.type('image/jpeg').send(await thumbnails.of(stored));
    },
  );
}

const isRetired = ({ originalDeletedAt }: FrameRow): boolean => typeof originalDeletedAt === 'number';

async function sendPreview(blobs: BlobStore, stored: FrameRow, request: FastifyRequest, reply: FastifyReply) {
  reply.header('fieldlapse-original', 'retired');
  if (isFresh(request, reply, `${stored.sha256}-preview`, revalidate)) return reply.send(null);
  return reply.type('image/jpeg').send(await blobs.get(previewKey(stored)));
}

async function storedFrame(catalog: Catalog, frame: string) {
  const stored = await catalog.storedFrame(frame);
  if (!stored) throw new FieldlapseError('UNKNOWN_FRAME', `frame ${frame}`);
  return stored;
}
