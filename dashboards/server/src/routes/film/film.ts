import { basename, dirname } from 'node:path';
import { FieldlapseError, type FilmReader } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { FilmExports } from '../../film-exports.ts';
import { immutable, isFresh, revalidate } from '../../http/caching.ts';
import { problem } from '../../http/problems.ts';
import { filmPreviewRoutes } from './previews.ts';
import { exportAnswer } from '../schema/answers.ts';
import { binary } from '../schema/binary.ts';
import { manifestAnswer, timelineAnswer, timelineOf } from '../schema/film-answers.ts';
import { filmParams, rangeOf } from '../schema/params.ts';

const film = '/api/sites/:site/cameras/:camera/film/:span';
const name = z.string().max(100);
const initName = /^([a-z0-9]{1,64})\.mp4$/;
const segmentName = /^([a-z0-9]{1,64})-(\d{1,15})-(\d{1,9})\.m4s$/;

/** Films of a camera: what they show, how to stream them, and one file to keep. */
export function filmRoutes(app: App, options: { films: FilmReader; exports: FilmExports }): void {
  manifestRoutes(app, options.films);
  streamRoutes(app, options.films);
  filmPreviewRoutes(app, options.films);
  exportRoutes(app, options.exports);
}

function manifestRoutes(app: App, films: FilmReader): void {
  const schema = { tags: ['film'], params: filmParams };
  app.get(
    `${film}/manifest.json`,
    {
      schema: {
        ...schema,
        summary: 'What the film shows and what it could not: every frame with its hash, every gap',
        response: { 200: manifestAnswer, 304: z.null(), default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const manifest = await films.manifest(site, camera, rangeOf(span));
      if (isFresh(request, reply, `${manifest.hash}-m`, revalidate)) return reply.send(null);
      return reply.send(manifest as z.infer<typeof manifestAnswer>);
    },
  );
  app.get(
    `${film}/timeline.json`,
    {
      schema: {
        ...schema,
        summary: 'The manifest without ids and hashes, for players',
        response: { 200: timelineAnswer, 304: z.null(), default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const manifest = await films.manifest(site, camera, rangeOf(span));
      if (isFresh(request, reply, `${manifest.hash}-t`, revalidate)) return reply.send(null);
      return reply.send(timelineOf(manifest));
    },
  );
}

function streamRoutes(app: App, films: FilmReader): void {
  app.get(
    `${film}/playlist.m3u8`,
    {
      schema: {
        summary: 'HLS playlist of the day segments',
        tags: ['film'],
        params: filmParams,
        response: binary('application/vnd.apple.mpegurl'),
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      // The manifest first: a playlist newer than its tag is asked for again, an older one never would be.
      const { hash } = await films.manifest(site, camera, rangeOf(span));
      if (isFresh(request, reply, `${hash}-p`, revalidate)) return reply.send(null);
      return reply.type('application/vnd.apple.mpegurl').send(await films.playlist(site, camera, rangeOf(span)));
    },
  );
  app.get(
    `${film}/init/:name`,
    {
      schema: {
        summary: 'Initialisation segment',
        tags: ['film'],
        params: filmParams.extend({ name }),
        response: binary('video/mp4'),
      },
    },
    async (request, reply) => {
      const [, hash] = initName.exec(request.params.name) ?? [];
      if (hash === undefined) throw new FieldlapseError('BAD_REQUEST', 'name: an init segment is {hash}.mp4');
      if (isFresh(request, reply, hash, immutable)) return reply.send(null);
      return reply.type('video/mp4').send(await films.init(hash));
    },
  );
  app.get(
    `${film}/segment/:name`,
    {
      schema: {
        summary: 'The fragments of one day, at their place in the film',
        tags: ['film'],
        params: filmParams.extend({ name }),
        response: binary('video/iso.segment'),
      },
    },
    async (request, reply) => {
      const [tag, hash, baseTime, sequence] = segmentName.exec(request.params.name) ?? [];
      if (tag === undefined || hash === undefined) {
        throw new FieldlapseError('BAD_REQUEST', 'name: a segment is {hash}-{baseTime}-{sequence}.m4s');
      }
      if (isFresh(request, reply, tag, immutable)) return reply.send(null);
      return reply.type('video/iso.segment').send(await films.segment(hash, Number(baseTime), Number(sequence)));
    },
  );
}

function exportRoutes(app: App, exports: FilmExports): void {
  app.post(
    `${film}/export`,
    {
      schema: {
        summary: 'Starts making film.mp4, or tells how far it is; ask again until it is ready',
        tags: ['film'],
        params: filmParams,
        response: { 200: exportAnswer, 202: exportAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const answer = await exports.progress(site, camera, rangeOf(span));
      return reply.code(answer.state === 'ready' ? 200 : 202).send(answer);
    },
  );
  app.get(
    `${film}/film.mp4`,
    {
      schema: {
        summary: 'The film as one MP4 (byte ranges work); waits until it is made',
        tags: ['film'],
        params: filmParams,
        response: binary('video/mp4'),
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const { path, hash } = await exports.file(site, camera, rangeOf(span));
      // The static sender reads If-None-Match and Range itself; its own ETag would come from size and time.
      reply.header('etag', `"${hash}"`).header('cache-control', revalidate);
      reply.header('content-disposition', `attachment; filename="${site}-${camera}-${span.replace(':', '-')}.mp4"`);
      return reply.type('video/mp4').sendFile(basename(path), dirname(path), { cacheControl: false, etag: false });
    },
  );
}
