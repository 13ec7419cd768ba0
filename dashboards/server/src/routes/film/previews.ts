import { FieldlapseError, sha256Hex, type FilmReader } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { immutable, isFresh, revalidate } from '../../http/caching.ts';
import { problem } from '../../http/problems.ts';
import { binary } from '../schema/binary.ts';
import { keogramAnswer, spritesAnswer } from '../schema/film-answers.ts';
import { cameraParams, filmParams, rangeOf } from '../schema/params.ts';

const film = '/api/sites/:site/cameras/:camera/film';
const sheetName = /^([a-z0-9]{1,64})\.jpg$/;

/** What a scrub bar shows of a season: its keogram, and sheets of small pictures. Both are of the season's frames, whatever the span's kind. */
export function filmPreviewRoutes(app: App, films: FilmReader): void {
  keogramRoutes(app, films);
  spriteRoutes(app, films);
}

function keogramRoutes(app: App, films: FilmReader): void {
  const schema = { tags: ['film'], params: filmParams };
  app.get(
    `${film}/:span/keogram.json`,
    {
      schema: {
        ...schema,
        summary: 'Which day is which column of keogram.png',
        response: { 200: keogramAnswer, 304: z.null(), default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const keogram = await films.keogram(site, camera, rangeOf(span));
      if (isFresh(request, reply, `${keogram.hash}-k`, revalidate)) return reply.send(null);
      return reply.send({ ...keogram, columns: [...keogram.columns] });
    },
  );
  app.get(
    `${film}/:span/keogram.png`,
    {
      schema: {
        ...schema,
        summary: 'The season as one picture: a column for each day, hatched where nothing was seen',
        response: binary('image/png'),
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      // The hash first: a picture newer than its tag is asked for again, an older one never would be.
      const { hash } = await films.keogram(site, camera, rangeOf(span));
      if (isFresh(request, reply, hash, revalidate)) return reply.send(null);
      return reply.type('image/png').send(await films.keogramPng(site, camera, rangeOf(span)));
    },
  );
}

function spriteRoutes(app: App, films: FilmReader): void {
  app.get(
    `${film}/:span/sprites.json`,
    {
      schema: {
        summary: 'Which sheet of small pictures shows which days',
        tags: ['film'],
        params: filmParams,
        response: { 200: spritesAnswer, 304: z.null(), default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera, span } = request.params;
      const sprites = await films.sprites(site, camera, rangeOf(span));
      const tag = sha256Hex(sprites.sheets.map(({ name }) => name).join()).slice(0, 32);
      if (isFresh(request, reply, tag, revalidate)) return reply.send(null);
      return reply.send({ ...sprites, sheets: sprites.sheets.map(({ name, days }) => ({ name, days: [...days] })) });
    },
  );
  app.get(
    `${film}/sprite/:name`,
    {
      schema: {
        summary: 'A sheet of small pictures, {name}.jpg',
        tags: ['film'],
        params: cameraParams.extend({ name: z.string().max(100) }),
        response: binary('image/jpeg'),
      },
    },
    async (request, reply) => {
      const [, name] = sheetName.exec(request.params.name) ?? [];
      if (name === undefined) throw new FieldlapseError('BAD_REQUEST', 'name: a sheet is {name}.jpg');
      if (isFresh(request, reply, name, immutable)) return reply.send(null);
      return reply.type('image/jpeg').send(await films.spriteSheet(name));
    },
  );
}
