import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import { deletePredicate, deleteQuery } from './queries.ts';

const requestTimeoutMs = 30_000;

export interface InfluxServer {
  /** `http://host:8086`. */
  readonly url: string;
  /** Organisation of InfluxDB 2; others need none. */
  readonly org?: string | undefined;
  /** Database of InfluxDB 1 (`name` or `name/retention-policy`) and 3; bucket of InfluxDB 2. */
  readonly database: string;
  /** Token; `user:password` for InfluxDB 1; absent where it asks for none. */
  readonly token?: string | undefined;
}

/** One statement's answer: what InfluxQL calls series, as rows of a name, tags and values. */
export interface Answer {
  readonly tags: Readonly<Record<string, string>>;
  /** Times in UTC ms come first. */
  readonly values: readonly (readonly (number | null)[])[];
}

const answer = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        series: z
          .array(
            z.object({
              tags: z.record(z.string(), z.string()).default({}),
              values: z.custom<Answer['values']>(Array.isArray).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/**
 * Runs InfluxQL statements; resolves to the answer of each.
 * Throws `SERIES_UNREACHABLE`, `SERIES_REFUSED`, `SERIES_QUERY_FAILED`.
 */
export async function query(
  server: InfluxServer,
  statements: readonly string[],
  signal?: AbortSignal,
): Promise<Answer[][]> {
  const [db, ...policy] = server.database.split('/');
  const form = new URLSearchParams({ db: db ?? '', epoch: 'ms', q: statements.join(';') });
  if (policy.length > 0) form.set('rp', policy.join('/'));
  const response = await send(server, 'query', { method: 'POST', body: form, signal: signal ?? null });
  const text = await bodyOf(server, response);
  if (!response.ok) throw refusal(server, response, text);
  const parsed = parse(server, text);
  const failed = parsed.error ?? parsed.results.find(({ error }) => error)?.error;
  if (failed !== undefined) throw queryError(server, failed);
  return statements.map((_, index) => parsed.results[index]?.series ?? []);
}

/** Takes points of a series out of a server of that version. Throws as {@link query}, and `SERIES_REMOVE_UNSUPPORTED`. */
export async function removePoints(
  server: InfluxServer,
  version: string,
  stretch: { series: string; from: number; to: number },
): Promise<void> {
  if (/^v?1\./.test(version)) return void (await query(server, [deleteQuery(stretch)]));
  if (!/^v?2\./.test(version)) {
    throw new FieldlapseError('SERIES_REMOVE_UNSUPPORTED', `${server.url} is InfluxDB ${version}`);
  }
  const place = new URLSearchParams({ org: server.org ?? '', bucket: server.database });
  const start = new Date(stretch.from).toISOString();
  const stop = new Date(stretch.to - 1).toISOString().replace('Z', '999999Z'); // Inclusive.
  const response = await send(server, `api/v2/delete?${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ start, stop, predicate: deletePredicate(stretch.series) }),
  });
  if (!response.ok) throw refusal(server, response, await bodyOf(server, response));
}

/** What the server says that it is: `1.6.7`, `v2.7.11`. Throws `SERIES_UNREACHABLE`, `SERIES_REFUSED`. */
export async function versionOf(server: InfluxServer, signal?: AbortSignal): Promise<string> {
  const response = await send(server, 'ping', { method: 'GET', signal: signal ?? null });
  const text = await bodyOf(server, response);
  const version = response.headers.get('x-influxdb-version');
  if (response.ok && version) return version;
  throw response.ok
    ? new FieldlapseError('SERIES_REFUSED', `${server.url} is no InfluxDB`)
    : refusal(server, response, text);
}

/** Asks for the version and reads from the database: all that a wrong token or name would prevent. Throws as {@link query}. */
export async function checkInflux(server: InfluxServer, signal?: AbortSignal): Promise<string> {
  const version = await versionOf(server, signal);
  await query(server, ['SHOW MEASUREMENTS LIMIT 1'], signal);
  return version;
}

async function send(server: InfluxServer, path: string, request: RequestInit): Promise<Response> {
  const url = `${server.url.replace(/\/+$/, '')}/${path}`;
  const headers = { ...(request.headers as Record<string, string>), ...authorization(server.token) };
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, {
        ...request,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), ...(request.signal ? [request.signal] : [])]),
      });
    } catch (error) {
      // A kept connection that the server has closed meanwhile fails the first request on it.
      const isOver = request.signal?.aborted || (error as Error).name === 'TimeoutError';
      if (attempt === 2 || isOver) throw unreachable(server, error);
    }
  }
}

/** InfluxDB 1 knows users with passwords, the others tokens. */
function authorization(token: string | undefined): { authorization?: string } {
  if (token === undefined) return {};
  if (!token.includes(':')) return { authorization: `Token ${token}` };
  return { authorization: `Basic ${Buffer.from(token).toString('base64')}` };
}

async function bodyOf(server: InfluxServer, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(server, error);
  }
}

function parse(server: InfluxServer, text: string): z.infer<typeof answer> {
  try {
    return answer.parse(JSON.parse(text));
  } catch (cause) {
    throw new FieldlapseError('SERIES_REFUSED', `${server.url} does not answer as InfluxDB does`, { cause });
  }
}

function refusal(server: InfluxServer, response: Response, text: string): FieldlapseError {
  const { status } = response;
  const message = `${server.url} answers ${status}: ${wordsOf(text)}`;
  if (status >= 500 || status === 429) return new FieldlapseError('SERIES_UNREACHABLE', message);
  return new FieldlapseError(status === 400 ? 'SERIES_QUERY_FAILED' : 'SERIES_REFUSED', message);
}

function queryError(server: InfluxServer, words: string): FieldlapseError {
  const code = /database not found|not authorized|retention policy not found/i.test(words)
    ? 'SERIES_REFUSED'
    : 'SERIES_QUERY_FAILED';
  return new FieldlapseError(code, `${server.url}: ${words}`);
}

export function unreachable(server: InfluxServer, error: unknown): FieldlapseError {
  const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  const words = cause?.message || cause?.code || message;
  return new FieldlapseError('SERIES_UNREACHABLE', `${server.url}: ${words}`, { cause: error });
}

/** What a server says in an answer, on one line. */
export function wordsOf(text: string): string {
  const found = /"(?:error|message)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  return found.replaceAll(/\s+/g, ' ').slice(0, 300) || 'nothing';
}
