import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app.ts';

const gzipText = promisify(gzip);
const unpack = promisify(gunzip);
const minBytes = 1024;

/** Sends texts of 1 KB and more as gzip where the client takes it: a season's timeline shrinks to a fifth. */
export function compressText(app: App): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (typeof payload !== 'string' || payload.length < minBytes) return payload;
    reply.header('vary', 'Accept-Encoding');
    if (!takesGzip(request)) return payload;
    const packed = await gzipText(payload);
    reply.header('content-encoding', 'gzip').header('content-length', packed.length);
    return packed;
  });
}

/** Sends what is packed already as it is, or unpacked to the few who do not take gzip. */
export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  packed: Uint8Array,
): Promise<FastifyReply> {
  reply.header('vary', 'Accept-Encoding');
  if (!takesGzip(request)) return reply.send(await unpack(packed));
  return reply.header('content-encoding', 'gzip').send(Buffer.from(packed));
}

const takesGzip = ({ headers }: FastifyRequest): boolean => /\bgzip\b/.test(headers['accept-encoding'] ?? '');
