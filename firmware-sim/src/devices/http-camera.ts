import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import { gatekeeper, type AuthScheme } from './authentication.ts';

/** How a sick camera answers; undefined is a healthy one. */
export type CameraFault = 'off' | 'timeout' | 'error' | 'truncated' | 'html' | 'frozen' | 'slow' | undefined;

export interface HttpCameraOptions {
  readonly name: string;
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  readonly auth: AuthScheme;
  readonly username: string;
  readonly password: string;
  /** The JPEG of this moment. */
  readonly picture: () => Promise<Buffer>;
  /** The fault of this moment. */
  readonly fault: () => CameraFault;
  readonly logger: Logger;
}

export interface HttpCamera extends Running {
  readonly url: string;
}

const loginPage = '<!doctype html><title>IP Camera</title><h1>Session expired</h1>';
const dripBytes = 512;
const dripMs = 100;

/** A network camera on loopback with `GET /snapshot.jpg`; throws `SIM_LISTEN_FAILED` where the port is taken. */
export async function startHttpCamera(options: HttpCameraOptions): Promise<HttpCamera> {
  const stop = new AbortController();
  const gate = gatekeeper(options.auth, options.username, options.password);
  let latest: Buffer | undefined;

  async function answer(response: ServerResponse): Promise<void> {
    const fault = options.fault();
    if (fault === 'off') return void response.destroy();
    if (fault === 'timeout') return;
    if (fault === 'error') return void response.writeHead(500).end('internal error');
    if (fault === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end(loginPage);
    const jpeg = fault === 'frozen' && latest ? latest : await options.picture();
    latest = jpeg;
    const type = { 'content-type': 'image/jpeg', 'cache-control': 'no-store' };
    response.writeHead(200, { ...type, 'content-length': jpeg.length });
    if (fault === 'slow') return drip(response, jpeg, stop.signal);
    if (fault !== 'truncated') return void response.end(jpeg);
    response.write(jpeg.subarray(0, jpeg.length >> 1), () => response.destroy());
  }

  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/snapshot.jpg') return void response.writeHead(404).end();
    const verdict = gate.check(request);
    if (verdict.outcome === 'refused') {
      return void response.writeHead(401, { 'www-authenticate': verdict.challenge }).end();
    }
    answer(response).catch((error: unknown) => {
      if (!stop.signal.aborted) options.logger.warn({ error, camera: options.name }, 'simulated camera failed');
      response.destroy();
    });
  });
  await listen(server, options.port, `camera ${options.name}`);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot.jpg`,
    async close() {
      stop.abort(new Error('closed'));
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function drip(response: ServerResponse, jpeg: Buffer, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < jpeg.length && !response.destroyed; at += dripBytes) {
    response.write(jpeg.subarray(at, at + dripBytes));
    await sleep(dripMs, signal);
  }
  response.end();
}

async function listen(server: Server, port: number, who: string): Promise<void> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new FieldlapseError('SIM_LISTEN_FAILED', `${who}: ${(cause as Error).message}`, { cause });
  }
}
