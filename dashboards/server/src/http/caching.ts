import type { FastifyReply, FastifyRequest } from 'fastify';

/** For what never changes under its address. */
export const immutable = 'private, max-age=31536000, immutable';
/** For what is asked again each time, answered 304 where unchanged. */
export const revalidate = 'private, no-cache';

/** Sets `ETag` and `Cache-Control`; true where the client holds this version already and 304 is to be sent. */
export function isFresh(request: FastifyRequest, reply: FastifyReply, tag: string, cacheControl: string): boolean {
  // Weak, because the same text may be sent plain or gzipped.
  const etag = `W/"${tag}"`;
  reply.header('etag', etag).header('cache-control', cacheControl);
  const known = request.headers['if-none-match'];
  const fresh =
    known === '*' || known?.split(',').some((part) => part.trim().replace(/^W\//, '') === `"${tag}"`) === true;
  if (fresh) reply.code(304);
  return fresh;
}
