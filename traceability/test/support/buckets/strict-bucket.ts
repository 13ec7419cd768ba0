import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const strictKeys = { accessKeyId: 'AKFIELD', secretAccessKey: 'not+a/secret' };
export const strictRegion = 'ap-southeast-1';
const bucket = 'records';

export interface StoredObject {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What happens to a request: before it is looked at, or instead of its answer once it was carried out. */
export type Fault =
  | { readonly when: 'before' | 'after'; readonly status: number; readonly code: string }
  | { readonly when: 'before' | 'after'; readonly cut: true }
  | { readonly when: 'before'; readonly delayMs: number };

export interface StrictBucket {
  readonly endpoint: string;
  readonly objects: Map<string, StoredObject>;
  /** Requests as `METHOD key`, in order. */
  readonly asked: string[];
  /** Most requests that were open at one time. */
  mostAtOnce(): number;
  faultOf: (method: string, key: string) => Fault | undefined;
  /** Waits before an object is put there. */
  beforePut: (key: string) => Promise<void>;
  /** Conditions of PUT: kept, ignored as older servers do, or answered 501. */
  conditions: 'kept' | 'ignored' | 'unknown';
  /** How far its clock is ahead, ms. */
  clockMs: number;
  exists: boolean;
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * A bucket in memory that is as strict as S3 where s3rver is not: it checks signatures (version 4), Content-MD5, clocks and
 * conditions, and stores an object whole or not at all. Faults can be made at every request.
 */
export async function startStrictBucket(): Promise<StrictBucket> {
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    most = Math.max(most, (open += 1));
    void answer(strict, request, response).finally(() => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const strict: StrictBucket = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    asked: [],
    mostAtOnce: () => most,
    faultOf: () => undefined,
    beforePut: async () => {},
    ...{ conditions: 'kept', clockMs: 0, exists: true },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return strict;
}

async function answer(strict: StrictBucket, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', strict.endpoint);
  const key = decodeURIComponent(url.pathname.slice(`/${bucket}/`.length));
  const method = request.method ?? '';
  strict.asked.push(`${method} ${key}`);
  const fault = strict.faultOf(method, key);
  const body = Buffer.concat(await request.toArray().catch(() => []));
  try {
    if (fault && 'delayMs' in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.when === 'before') fail(fault, response);
    if (response.destroyed) return;
    checkSignature(request, url, strict.clockMs);
    if (method === 'PUT') await strict.beforePut(key);
    if (!strict.exists) throw new Refusal(404, 'NoSuchBucket');
    const { status, headers = {}, bytes } = carryOut(strict, request, { url, key, body });
    if (fault?.when === 'after') fail(fault, response);
    if (!response.destroyed) response.writeHead(status, headers).end(bytes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = `<Error><Code>${error.code}</Code><Message>said ${error.code}</Message></Error>`;
    response.writeHead(error.status, { 'content-type': 'application/xml' }).end(text);
  }
}

function fail(fault: Fault, response: ServerResponse): void {
  if ('cut' in fault) response.destroy();
  if ('status' in fault) throw new Refusal(fault.status, fault.code);
}

interface Asked {
  readonly url: URL;
  readonly key: string;
  readonly body: Buffer;
}

function carryOut(
  { objects, conditions }: StrictBucket,
  { method, headers }: IncomingMessage,
  { url, key, body }: Asked,
): { status: number; headers?: Record<string, string>; bytes?: Buffer | string } {
  const object = objects.get(key);
  const etag = object && `"${createHash('md5').update(object.bytes).digest('hex')}"`;
  if (method === 'GET' && url.searchParams.has('list-type')) {
    const keys = [...objects.keys()].filter((one) => one.startsWith(url.searchParams.get('prefix') ?? ''));
    const contents = keys.map((one) => `<Contents><Key>${one}</Key></Contents>`).join('');
    return { status: 200, bytes: `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>` };
  }
  if (method === 'GET') {
    if (!object) throw new Refusal(404, 'NoSuchKey');
    return { status: 200, headers: { etag: etag! }, bytes: object.bytes };
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  if (method !== 'PUT') throw new Refusal(405, 'MethodNotAllowed');
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (conditions === 'unknown' && (match ?? noneMatch)) throw new Refusal(501, 'NotImplemented');
  if (conditions === 'kept' && match !== undefined && match !== etag)
    throw object ? new Refusal(412, 'PreconditionFailed') : new Refusal(404, 'NoSuchKey');
  if (conditions === 'kept' && noneMatch === '*' && object) throw new Refusal(412, 'PreconditionFailed');
  if (createHash('md5').update(body).digest('base64') !== headers['content-md5']) throw new Refusal(400, 'BadDigest');
  const { 'content-type': type, 'cache-control': cache } = headers;
  objects.set(key, { bytes: body, headers: { 'content-type': type, 'cache-control': cache } });
  return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` } };
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature version 4, written from its specification and not from the client. */
function checkSignature({ method, headers }: IncomingMessage, url: URL, clockMs: number): void {
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? ''); // prettier-ignore
  if (!found) throw new Refusal(403, 'AccessDenied');
  const [, id, day = '', region = '', names = '', signature] = found;
  if (id !== strictKeys.accessKeyId) throw new Refusal(403, 'InvalidAccessKeyId');
  if (region !== strictRegion) throw new Refusal(400, 'AuthorizationHeaderMalformed');
  const date = String(headers['x-amz-date']);
  const at = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (!(Math.abs(at - Date.now() - clockMs) < 900_000)) throw new Refusal(403, 'RequestTimeTooSkewed');
  if (!/(^|;)host(;|$)/.test(names)) throw new Refusal(403, 'AccessDenied');
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).sort().join('&'); // prettier-ignore
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, url.pathname, query, lines.join(''), names, headers['x-amz-content-sha256']].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${strictKeys.secretAccessKey}`, day), region));
  if (hmac(key, text).toString('hex') !== signature) throw new Refusal(403, 'SignatureDoesNotMatch');
}
