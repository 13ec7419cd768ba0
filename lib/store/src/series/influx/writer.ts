import { FieldlapseError } from '@fieldlapse/contracts';
import { unreachable, wordsOf, type InfluxServer } from './server.ts';

const writeTimeoutMs = 10_000;

/** What became of lines that were sent. */
export type WriteOutcome =
  | { readonly outcome: 'stored' }
  /** One of the lines, or several, are refused for ever; others of them may be stored. */
  | { readonly outcome: 'refused'; readonly answer: string }
  /** Too many bytes at once. */
  | { readonly outcome: 'too-large'; readonly answer: string }
  /** Nothing that the lines could help: try again, not before `retryAfterMs`. */
  | {
      readonly outcome: 'waits';
      readonly error: FieldlapseError;
      readonly retryAfterMs: number;
      readonly slow: boolean;
    };

export type InfluxWriter = (lines: readonly string[]) => Promise<WriteOutcome>;

/**
 * Sends lines by the v2 write API, once: trying again is the sender's part, whose buffer survives what the client's
 * does not. Throws `SERIES_ADAPTER_MISSING`.
 */
export async function openInfluxWriter(server: InfluxServer): Promise<InfluxWriter> {
  const { InfluxDB } = await import('@influxdata/influxdb-client').catch((cause: unknown) => {
    throw new FieldlapseError('SERIES_ADAPTER_MISSING', (cause as Error).message, { cause });
  });
  const { url, org = '', database, token } = server;
  const client = new InfluxDB({ url, timeout: writeTimeoutMs, ...(token !== undefined && { token }) });
  return async (lines) => {
    const api = client.getWriteApi(org, database, 'ms', {
      ...{ batchSize: lines.length + 1, maxBatchBytes: Number.MAX_SAFE_INTEGER, flushInterval: 0, maxRetries: 0 },
      writeFailed: (error) => Promise.reject(error), // Keeps the client from printing it.
    });
    api.writeRecords([...lines]);
    try {
      await api.flush();
      return { outcome: 'stored' };
    } catch (error) {
      return outcomeOf(server, error as ClientError);
    }
  };
}

/** An error of the client: with a status where there was an answer. */
interface ClientError extends Error {
  readonly statusCode?: number;
  readonly body?: string;
  retryAfter?(): number;
}

function outcomeOf(server: InfluxServer, error: ClientError): WriteOutcome {
  const { statusCode: status, body = '' } = error;
  if (status === undefined) {
    const slow = error.name === 'RequestTimedOutError'; // Fewer lines may go in time.
    return { outcome: 'waits', error: unreachable(server, error), retryAfterMs: 0, slow };
  }
  const answer = `${status}: ${wordsOf(body || error.message)}`;
  if (status === 413) return { outcome: 'too-large', answer };
  if ((status === 400 || status === 422) && !isAboutRequest(answer)) return { outcome: 'refused', answer };
  const code = status === 429 || status >= 500 ? 'SERIES_UNREACHABLE' : 'SERIES_REFUSED';
  return {
    outcome: 'waits',
    error: new FieldlapseError(code, `${server.url} answers ${answer}`),
    retryAfterMs: (error.retryAfter?.() ?? 0) * 1000,
    slow: false,
  };
}

/** A wrong database or organisation may come as 400 too; no point is to blame for it. */
function isAboutRequest(answer: string): boolean {
  return /\b(database|bucket|org|organization|precision|token)\b[^:]*\b(required|not found|missing|unknown|invalid)\b/i.test(
    answer,
  );
}
