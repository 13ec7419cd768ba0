import { isIP } from 'node:net';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app.ts';

/** Longest path and query that a request may have, bytes. */
export const maxUrlBytes = 2048;
/** Largest body; documents of events alone may be larger. */
export const maxBodyBytes = 4096;

/** Sent with every answer. */
export const securityHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/**
 * Refuses requests by a name that is not ours (DNS rebinding reaches loopback servers by such names), changes asked for by
 * other web sites, and over-long addresses; sets the security headers of every answer.
 */
export function guard(app: App, allowedHosts: readonly string[]): void {
  const names = new Set(['localhost', ...allowedHosts]);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(securityHeaders);
    if (request.url.length > maxUrlBytes) {
      throw new FieldlapseError('REQUEST_TOO_LARGE', `the address has more than ${maxUrlBytes} bytes`);
    }
    const host = request.headers.host;
    if (host === undefined || !isOurs(host, names)) {
      throw new FieldlapseError('WRONG_HOST', `host ${JSON.stringify((host ?? '').slice(0, 64))} is not served here`);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossOrigin(request, host);
  });
}

// An IP address in Host cannot come from a rebound name, so every one is ours.
function isOurs(host: string, names: ReadonlySet<string>): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return names.has(name) || isIP(name) === 4 || (/^\[.+\]$/.test(name) && isIP(name.slice(1, -1)) === 6);
}

function refuseCrossOrigin(request: FastifyRequest, host: string): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new FieldlapseError('CROSS_ORIGIN', `origin ${JSON.stringify(origin.slice(0, 64))} is another site`);
  }
}
