import type { SendOutcome } from './channel.ts';

/** Longest wait for an answer. */
const timeoutMs = 15_000;
const longestRetryMs = 3_600_000;

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

/**
 * Posts to a server and says how it went by the status: 2xx `sent`; 404 and 410 `gone`; 408, 425, 429, 5xx and no answer `failed`;
 * the rest `refused`. Follows no redirect, and reads nothing of the answer's body.
 */
export async function httpPost({ url, headers, body, signal }: Post): Promise<SendOutcome> {
  let response: Response;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
  } catch (error) {
    return { outcome: 'failed', fault: `no answer (${reasonOf(error)})` };
  }
  await response.body?.cancel().catch(() => {});
  const { status, ok } = response;
  if (ok) return { outcome: 'sent' };
  const fault = `HTTP ${status}`;
  if (status === 404 || status === 410) return { outcome: 'gone', fault };
  if (status >= 500 || [408, 425, 429].includes(status)) {
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
    return { outcome: 'failed', fault, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  return { outcome: 'refused', fault };
}

/** Seconds or a date [RFC 9110 §10.2.3]; an hour at most. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(longestRetryMs, Math.max(0, ms)) : undefined;
}

/** The system's word for what happened, such as `ECONNREFUSED`: messages of fetch name the address. */
function reasonOf(error: unknown): string {
  const { name = 'error', cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name;
}
