import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProofFault, textOf, type SignerKey, type VerifierKey } from '@fieldlapse/proof';
import type { Logger, Running } from '@fieldlapse/runtime';
import { judgeAddCheckpoint } from './add-checkpoint.ts';
import { openWitnessState } from './witness-state.ts';

export interface WitnessOptions {
  readonly witness: SignerKey;
  /** Logs that it watches; requests about others are refused. */
  readonly logs: readonly VerifierKey[];
  /** Where its memory lies. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes any. */
  readonly port: number;
  /** UTC ms. */
  readonly now: () => number;
  readonly logger: Logger;
}

const maxBodyBytes = 64 * 1024;
const maxConnections = 100;
const requestTimeoutMs = 10_000;

/**
 * A witness: an HTTP server that cosigns heads of logs which only ever grow [C2SP tlog-witness]. It answers after what it has
 * seen is fsynced, and looks at one request at a time, so that no two of them can be cosigned over each other.
 */
export async function startWitness(options: WitnessOptions): Promise<Running & { readonly url: string }> {
  const state = await openWitnessState(options.folder);
  let turn: Promise<unknown> = Promise.resolve();

  async function judge(body: string): Promise<ReturnType<typeof judgeAddCheckpoint>> {
    const { witness, logs, now } = options;
    const answer = judgeAddCheckpoint(body, { witness, logs, headOf: state.headOf, now: now() });
    if (answer.next) await state.remember(answer.next.origin, answer.next);
    return answer;
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') return send(response, 404, 'not found\n');
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, 'too large or no text\n');
    const answering = turn.then(() => judge(body));
    turn = answering.catch(() => {});
    const { status, body: text, contentType } = await answering;
    options.logger.info({ status }, 'add-checkpoint');
    send(response, status, text, contentType);
  }

  const server = createServer(
    { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs },
    (request, response) => {
      respond(request, response).catch((error: unknown) => {
        options.logger.error({ error }, 'a request to the witness failed');
        if (!response.headersSent) send(response, 500, 'failed\n');
      });
    },
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) return undefined;
    parts.push(part);
  }
  try {
    return textOf(Buffer.concat(parts));
  } catch (error) {
    if (error instanceof ProofFault) return undefined;
    throw error;
  }
}
