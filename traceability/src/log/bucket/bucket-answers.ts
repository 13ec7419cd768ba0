import { FieldlapseError } from '@fieldlapse/contracts';
import { backoffMs, sleep } from '@fieldlapse/runtime';
import { boundedBody } from '../tiles/file-limits.ts';

const maxErrorBytes = 64 * 1024;
const mostTries = 3;

interface AskOptions {
  /** For messages: the endpoint and the bucket. */
  readonly place: string;
  readonly timeoutMs: number;
  /** Aborted, nothing is tried again. */
  readonly signal?: AbortSignal | undefined;
}

/** What is meant by codes that people meet, beside the server's own words. */
const hints: Readonly<Record<string, string>> = {
  NoSuchBucket: 'make the bucket, or mend traceability.tiles.bucket',
  AccessDenied: 'the key needs s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket on this bucket',
  InvalidAccessKeyId: 'mend accessKeyId in secrets/bucket-keys.json',
  SignatureDoesNotMatch: 'mend secretAccessKey in secrets/bucket-keys.json',
  RequestTimeTooSkewed: 'set the clock of this machine right',
  AuthorizationHeaderMalformed: 'mend traceability.tiles.region',
  PermanentRedirect: 'mend traceability.tiles.region and endpoint',
};

/**
 * Sends a request of an S3 client and resolves to what it must know itself: success, a missing object (404), a condition that
 * does not hold (409, 412) or that the server does not know (501). What may pass is tried again shortly; then, as everything
 * else, it is thrown as `BUCKET_UNREACHABLE` or `BUCKET_REFUSED`, without anything secret.
 */
export async function askBucket(url: string, init: RequestInit, options: AskOptions): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await askOnce(url, init, options);
    const mayPass = answer instanceof FieldlapseError && answer.code === 'BUCKET_UNREACHABLE';
    if (!(answer instanceof FieldlapseError)) return answer;
    if (!mayPass || attempt === mostTries || options.signal?.aborted) throw answer;
    await sleep(backoffMs(attempt, 100, 2000, Math.random), options.signal).catch(() => {});
  }
}

async function askOnce(
  url: string,
  init: RequestInit,
  { place, timeoutMs }: AskOptions,
): Promise<Response | FieldlapseError> {
  try {
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { ...init, redirect: 'manual', signal: limit });
    if (response.ok || [409, 412, 501].includes(response.status)) return response;
    const text = Buffer.from((await boundedBody(response, maxErrorBytes)) ?? []).toString();
    const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text)?.[1] ?? '';
    // An answer that was read to its end is given on without its body.
    if (response.status === 404 && code !== 'NoSuchBucket') return new Response(null, response);
    return refusal(place, response.status, code, text);
  } catch (error) {
    return unreachable(place, error);
  }
}

function refusal(place: string, status: number, code: string, text: string): FieldlapseError {
  const words = /<Message>([^<]{1,200})/.exec(text)?.[1] ?? '';
  const said = [`${place} answers ${status}`, code, words].filter((part) => part !== '').join(', ');
  const mayPass = status >= 500 || status === 429 || code === 'RequestTimeout';
  const hint = hints[code];
  return new FieldlapseError(
    mayPass ? 'BUCKET_UNREACHABLE' : 'BUCKET_REFUSED',
    hint === undefined ? said : `${said} (${hint})`,
  );
}

/** The error of an answer that did not come, or not to its end. */
export function unreachable(place: string, error: unknown): FieldlapseError {
  const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  const words = cause?.message || cause?.code || message;
  return new FieldlapseError('BUCKET_UNREACHABLE', `${place}: ${words}`, { cause: error });
}
