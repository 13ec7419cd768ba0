import {
  captureLimits,
  FieldlapseError,
  type CaptureBehaviour,
  type CaptureJob,
  type EpcisCaptures,
} from '@fieldlapse/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { bearerToken } from '../../http/bearer.ts';
import { languageOf, problem, statusOf, textOf } from '../../http/problems.ts';
import { discovery } from './discovery.ts';
import { exceptionOf } from './exceptions.ts';

const jobAnswer = z.object({
  captureID: z.string(),
  createdAt: z.string(),
  finishedAt: z.string(),
  running: z.literal(false),
  success: z.boolean().describe('every event is kept'),
  captureErrorBehaviour: z.enum(['rollback', 'proceed']),
  errors: z.array(
    z.object({
      type: z.string().describe('epcisException:{name}'),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe('what to write instead, in English'),
      instance: z.string().describe('the place in the document, as the fragment of a JSON pointer'),
    }),
  ),
});
const headers = { ...discovery, 'cache-control': 'no-store' };

/** The capture interface of EPCIS 2.0: partners with a token hand over what they state. Bodies come as bytes, so that only our own parser reads them. */
export function epcisCaptureRoutes(app: App, captures: EpcisCaptures): void {
  const partner = partnerOf(captures);
  // Before the body is read: strangers cannot make us read one.
  const guarded = { onRequest: async (request: FastifyRequest) => void partner(request) };
  const taking = { ...guarded, bodyLimit: captureLimits.documentBytes };
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(['application/json', 'application/ld+json'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/epcis/capture',
    {
      ...taking,
      schema: {
        summary: 'Hands over an EPCISDocument; Location names the job that says what came of it',
        tags: ['lots'],
        response: { 202: z.undefined().describe('taken'), default: problem },
      },
    },
    async (request, reply) => {
      const job = await captures.keepDocument(bodyOf(request), partner(request), behaviourOf(request));
      return reply.code(202).headers(headers).header('location', `/epcis/capture/${job.id}`).send(undefined);
    },
  );
  app.get(
    '/epcis/capture/:id',
    {
      ...guarded,
      schema: {
        summary: 'What came of a document that was handed over, for who has done so',
        tags: ['lots'],
        params: z.object({ id: z.string().max(36) }),
        response: { 200: jobAnswer, default: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const job = await captures.job(id, partner(request));
      if (!job) throw new FieldlapseError('NOT_FOUND', `no capture job ${id} of yours`);
      reply.headers(headers);
      return answerOf(job, request);
    },
  );
  app.post(
    '/epcis/events',
    {
      ...taking,
      schema: {
        summary: 'Hands over one event that brings its own @context; Location is its address',
        tags: ['lots'],
        response: { 201: z.undefined().describe('kept'), default: problem },
      },
    },
    async (request, reply) => {
      const { eventId } = await captures.keepEvent(bodyOf(request), partner(request));
      return reply
        .code(201)
        .headers(headers)
        .header('location', `/epcis/events/${encodeURIComponent(eventId)}`)
        .send(undefined);
    },
  );
}

/** Who asks. Throws `CAPTURE_DENIED`. */
function partnerOf(captures: EpcisCaptures) {
  return (request: FastifyRequest): string => {
    const token = bearerToken(request);
    const name = token === undefined ? undefined : captures.partnerOf(token);
    if (name === undefined) throw new FieldlapseError('CAPTURE_DENIED', 'no token of a partner');
    return name;
  };
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new FieldlapseError('EPCIS_UNREADABLE', 'the body is empty');
}

/** Of a document of which not all can be kept nothing is, unless asked otherwise [EPCIS 2.0, section 12.6.1]. */
function behaviourOf(request: FastifyRequest): CaptureBehaviour {
  const asked = request.headers['gs1-capture-error-behaviour'] ?? 'rollback';
  if (asked === 'rollback' || asked === 'proceed') return asked;
  throw new FieldlapseError('BAD_REQUEST', 'GS1-Capture-Error-Behaviour: write rollback or proceed');
}

function answerOf(job: CaptureJob, request: FastifyRequest): z.infer<typeof jobAnswer> {
  return {
    captureID: job.id,
    createdAt: new Date(job.createdAt).toISOString(),
    finishedAt: new Date(job.finishedAt).toISOString(),
    running: false,
    success: job.problems.length === 0,
    captureErrorBehaviour: job.behaviour,
    errors: job.problems.map(({ code, pointer, message }) => ({
      type: exceptionOf(code, request),
      title: textOf(code, languageOf(request)).title,
      status: statusOf(code),
      detail: message,
      instance: `#${encodeURI(pointer)}`,
    })),
  };
}
