import { STATUS_CODES } from 'node:http';
import { FieldlapseError, errorTable, isErrorCode, type ErrorCode } from '@fieldlapse/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { securityHeaders } from './guard.ts';
import { problemTexts } from './problem-texts.ts';

/** An RFC 9457 problem with our stable code, `title` and `detail` in the reader's language. */
export const problem = z
  .object({
    type: z.string().describe('urn:fieldlapse:error:{code}; below /epcis/ epcisException:{name}'),
    title: z.string().describe('what is wrong'),
    status: z.int(),
    detail: z.string().describe('what to do about it'),
    code: z.string().describe('stable code; docs/errors.md lists all'),
    message: z.string().describe('where it happened, in English').optional(),
    instance: z.string().describe('id of the request, for the log'),
  })
  .describe('RFC 9457 problem details');

const statusByCode: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  BAD_ID: 400,
  EPCIS_UNREADABLE: 400,
  EPCIS_INVALID: 400,
  FACT_INVALID: 400,
  BAD_GS1_KEY: 400,
  BAD_TABLE: 400,
  AMBIGUOUS_DATES: 400,
  CAPTURE_DENIED: 401,
  RECORD_DENIED: 401,
  DECISION_DENIED: 403,
  CROSS_ORIGIN: 403,
  NOT_FOUND: 404,
  UNKNOWN_SITE: 404,
  UNKNOWN_CAMERA: 404,
  UNKNOWN_FRAME: 404,
  FILM_EMPTY: 404,
  FILM_MISSING: 404,
  MOVE_MISSING: 404,
  METRIC_MISSING: 404,
  ALERT_MISSING: 404,
  CONTACT_MISSING: 404,
  BAD_DECISION: 400,
  PUSH_REFUSED: 400,
  BAD_RULES_TEST: 400,
  BAD_EXPORT: 400,
  EXPORT_MISSING: 404,
  EXPORT_UNFINISHED: 409,
  EVENT_EXISTS: 409,
  SITE_WITHOUT_GLN: 409,
  LOT_EXISTS: 409,
  LOT_WRONG_KIND: 409,
  LOT_TWICE: 409,
  LOT_TIME_ORDER: 409,
  LOT_QUANTITY: 409,
  LOT_NOT_PACKED: 409,
  LOT_BLOCKED: 409,
  LOT_RELEASED: 409,
  LOT_NO_LABEL: 409,
  LOT_NO_ADDRESS: 409,
  NO_CONSENT: 409,
  FACT_CORRECTED: 409,
  BLOB_MISSING: 404,
  LOT_UNKNOWN: 404,
  FACT_UNKNOWN: 404,
  LOG_MISSING: 404,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_TYPE: 415,
  BAD_RANGE: 416,
  WRONG_HOST: 421,
  TOO_MANY_CLIENTS: 503,
  TOO_MANY_EXPORTS: 503,
  WEB_NOT_BUILT: 503,
  RECORDS_MISSING: 503,
  FFMPEG_MISSING: 503,
  SERIES_UNREACHABLE: 503,
  SERIES_REFUSED: 503,
  LOT_LOG_WAITS: 503,
  BUCKET_UNREACHABLE: 503,
  BUCKET_REFUSED: 503,
  BUCKET_KEYS_REFUSED: 503,
  STORE_FULL: 507,
  CAPTURE_FULL: 507,
};

/** `vi` unless the reader prefers English: the first of the two that Accept-Language names. */
export function languageOf(request: FastifyRequest): 'vi' | 'en' {
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase().split(',');
  for (const tag of wanted) {
    if (/^\s*vi\b/.test(tag)) return 'vi';
    if (/^\s*en\b/.test(tag)) return 'en';
  }
  return 'vi';
}

/** The `type` of a problem; a standard may have names of its own. */
export type ProblemType = (code: ErrorCode, request: FastifyRequest) => string;

const ownType: ProblemType = (code) => `urn:fieldlapse:error:${code}`;

/** Makes failures of the routes of `app` problems; what is our own fault is logged and not told. */
export function answerFailures(app: App, typeOf: ProblemType = ownType): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(request, reply, coded(error), typeOf));
}

/** {@link answerFailures}, for addresses that lead nowhere too. */
export function answerProblems(app: App): void {
  answerFailures(app);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new FieldlapseError('NOT_FOUND', `${request.method} ${request.url.slice(0, 200)}`)),
  );
}

/** Answers what fails before any hook runs: addresses that do not decode, over-long parameters. */
export function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(request, reply.headers(securityHeaders), coded(error));
}

function coded(error: FastifyError): FieldlapseError {
  if (error instanceof FieldlapseError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return new FieldlapseError('BAD_REQUEST', error.message);
  if (error.statusCode === 415) return new FieldlapseError('UNSUPPORTED_TYPE', error.message);
  if (error.statusCode === 416) return new FieldlapseError('BAD_RANGE', error.message);
  if (error.statusCode === 413 || error.statusCode === 414)
    return new FieldlapseError('REQUEST_TOO_LARGE', error.message);
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new FieldlapseError('BAD_REQUEST', error.message);
  return new FieldlapseError('INTERNAL', error.message, { cause: error });
}

/** HTTP status of an error's code. */
export const statusOf = (code: ErrorCode): number => statusByCode[code] ?? 500;

function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: FieldlapseError,
  typeOf = ownType,
): FastifyReply {
  const status = statusOf(error.code);
  if (status === 500) request.log.error({ error, url: request.url }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 503) reply.header('retry-after', '5');
  const language = languageOf(request);
  const { title, detail } = textOf(error.code, language);
  // Meant for the answer that could not be given.
  for (const name of ['etag', 'content-disposition', 'content-length']) reply.removeHeader(name);
  return reply
    .code(status)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .header('vary', 'Accept-Language')
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({
      type: typeOf(error.code, request),
      title,
      status,
      detail,
      code: error.code,
      // An unexpected error's message may name paths of the machine: it stays in the log.
      ...(status < 500 && { message: error.message }),
      instance: `urn:fieldlapse:request:${request.id}`,
    } satisfies z.infer<typeof problem>);
}

/** What a code means and what to do, in words for people; the HTTP phrase where the code has none. */
export function textOf(code: string, language: 'vi' | 'en'): { title: string; detail: string } {
  const vi = problemTexts[code as keyof typeof problemTexts];
  if (language === 'vi' && vi) return vi;
  if (!isErrorCode(code)) return { title: STATUS_CODES[500] ?? code, detail: code };
  return { title: errorTable[code].meaning, detail: errorTable[code].remedy };
}
