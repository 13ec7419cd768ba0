import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a write instead of, or before, it goes on. */
export interface Fault {
  /** Real ms before it goes on or is answered. */
  readonly delayMs?: number;
  /** Answered by the proxy; InfluxDB never sees it. */
  readonly answer?: { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };
  /** InfluxDB stores it, and the connection ends before its answer. */
  readonly cutAnswer?: boolean;
}

export interface InfluxProxy {
  readonly url: string;
  /** Asked for every write, by its number from 0 and the bytes of its body; undefined lets it pass. */
  fault: (write: number, bytes: number) => Fault | undefined;
  /** Writes so far. */
  readonly writes: number;
  close(): Promise<void>;
}

/**
 * Debian's InfluxDB 1.6.7 has no `/api/v2/write`, which 1.8, 2.x and 3.x have. This proxy maps it to `/write`, as 1.8 does
 * itself: `bucket` = `database` or `database/retention-policy` becomes `db` and `rp`, `org` is dropped, `precision` and body
 * stay [https://docs.influxdata.com/influxdb/v1/tools/api/#apiv2write-http-endpoint]. Everything else passes as it is.
 * It also makes the faults that a test asks for.
 */
export async function startInfluxProxy(target: string, port = 0): Promise<InfluxProxy> {
  let writes = 0;
  const proxy: InfluxProxy = {
    url: '',
    fault: () => undefined,
    get writes() {
      return writes;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await bodyOf(incoming);
      const isWrite = incoming.url?.startsWith('/api/v2/write') ?? false;
      const fault = isWrite ? proxy.fault(writes++, body.length) : undefined;
      if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault?.answer) {
        const { status, body: text = '', headers = {} } = fault.answer;
        outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
        return;
      }
      const path = isWrite ? mapped(incoming.url ?? '') : (incoming.url ?? '');
      const passed = await pass(target, path, incoming, body);
      if (!passed || fault?.cutAnswer) return void outgoing.destroy();
      outgoing.writeHead(passed.status, passed.headers).end(passed.body);
    })().catch(() => outgoing.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function mapped(url: string): string {
  const asked = new URL(url, 'http://proxy').searchParams;
  const [db = '', ...policy] = (asked.get('bucket') ?? '').split('/');
  const query = new URLSearchParams({ db, precision: asked.get('precision') ?? 'ns' });
  if (policy.length > 0) query.set('rp', policy.join('/'));
  return `/write?${query}`;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What the server answers; undefined where it is away. */
function pass(target: string, path: string, { method, headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer } | undefined>((resolve) => {
    const { host: _, 'transfer-encoding': __, ...rest } = headers;
    const outgoing = sendRequest(`${target}${path}`, {
      ...(method !== undefined && { method }),
      headers: { ...rest, 'content-length': body.length },
    });
    outgoing.once('error', () => resolve(undefined));
    outgoing.once('response', (response) => {
      bodyOf(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: plain(response.headers), body: answer }),
        () => resolve(undefined),
      );
    });
    outgoing.end(body);
  });
}

function plain({ 'transfer-encoding': _, connection: __, ...headers }: IncomingMessage['headers']) {
  return headers;
}
