import { FieldlapseError, sha256Hex, type CameraMoves } from '@fieldlapse/contracts';
import type { App } from '../app.ts';
import { isFresh, revalidate } from '../http/caching.ts';
import { problem } from '../http/problems.ts';
import { binary } from './schema/binary.ts';
import { moveAnswer, moveDecision, movesAnswer } from './schema/move-answers.ts';
import { cameraParams, moveParams } from './schema/params.ts';

const noMove = async (): Promise<never> => {
  throw new FieldlapseError('MOVE_MISSING', 'nothing looks for moved cameras here');
};
const noMoves: CameraMoves = { list: async () => [], ghost: noMove, decide: noMove };

/** Cameras that look elsewhere than before: what was found, the picture of it, and what people say to it. */
export function moveRoutes(app: App, { moves = noMoves }: { readonly moves?: CameraMoves }): void {
  app.get(
    '/api/sites/:site/cameras/:camera/moves',
    {
      schema: {
        summary: 'Moves of a camera that were found in its pictures, newest first',
        tags: ['moves'],
        params: cameraParams,
        response: { 200: movesAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { site, camera } = request.params;
      reply.header('cache-control', revalidate);
      return { moves: [...(await moves.list(site, camera))] };
    },
  );
  app.get(
    '/api/moves/:move/ghost.jpg',
    {
      schema: {
        summary: 'The old view with the new one over it',
        tags: ['moves'],
        params: moveParams,
        response: binary('image/jpeg'),
      },
    },
    async (request, reply) => {
      const jpeg = await moves.ghost(request.params.move);
      if (isFresh(request, reply, sha256Hex(jpeg), revalidate)) return reply.send(null);
      return reply.type('image/jpeg').send(jpeg);
    },
  );
  app.post(
    '/api/moves/:move',
    {
      schema: {
        summary: 'Says whether the camera has moved; a decision may be changed',
        tags: ['moves'],
        params: moveParams,
        body: moveDecision,
        response: { 200: moveAnswer, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return moves.decide(request.params.move, request.body.state);
    },
  );
}
