import type { FastifyRequest } from 'fastify';

/** The token of `Authorization: Bearer TOKEN` [RFC 6750]; undefined where there is none. */
export function bearerToken({ headers: { authorization = '' } }: FastifyRequest): string | undefined {
  return /^Bearer +(\S{1,200})$/i.exec(authorization)?.[1];
}
