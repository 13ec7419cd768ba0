/** An answer that is not what was asked for, in words for people. */
export class Problem extends Error {
  readonly code: string;
  readonly detail: string;
  /** What exactly, in English; empty where the server does not say. */
  readonly where: string;

  constructor(code: string, title: string, detail: string, where = '') {
    super(title);
    this.code = code;
    this.detail = detail;
    this.where = where;
  }
}

/** The code of a {@link Problem} where the server could not be reached at all. */
export const unreachable = 'UNREACHABLE';

/** Fetches JSON of this server's API; throws {@link Problem}. */
export async function askServer<T>(path: string, language: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    const headers = { 'accept-language': language, ...(init.body && { 'content-type': 'application/json' }) };
    answer = await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(unreachable, (error as Error).message, '');
  }
  if (answer.ok) return (await answer.json()) as T;
  const body = (await answer.json().catch(() => ({}))) as Partial<
    Record<'code' | 'title' | 'detail' | 'message', string>
  >;
  throw new Problem(
    body.code ?? `HTTP_${answer.status}`,
    body.title ?? answer.statusText,
    body.detail ?? '',
    body.message,
  );
}

/** Posts JSON, or nothing, to this server's API; throws {@link Problem}. */
export function tellServer<T>(path: string, language: string, body?: object): Promise<T> {
  return askServer<T>(path, language, { method: 'POST', ...(body && { body: JSON.stringify(body) }) });
}

/** A failure in words for people; of a request that was wrong also what was wrong in it. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return String(error);
  return `${error.message} ${error.code.startsWith('BAD_') && error.where ? `(${error.where})` : error.detail}`;
}

/** Address of a camera's film; `span` is `season`, `season:from..to`, `full`, a day or `from..to`. */
export function filmPath(site: string, camera: string, span: string): string {
  return `api/sites/${site}/cameras/${camera}/film/${span}`;
}
