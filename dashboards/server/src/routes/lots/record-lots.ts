import { FieldlapseError, type FactOutcome, type LotDesk, type Recorder } from '@fieldlapse/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { bearerToken } from '../../http/bearer.ts';
import { problem } from '../../http/problems.ts';
import { siteParams } from '../schema/params.ts';
import {
  changesBody,
  factBody,
  factParams,
  lotLine,
  lotParams,
  lotSheet,
  nameOf,
  newLotBody,
  outcome,
  tableQuery,
  tableReport,
} from './record-schema.ts';
import { labelRoutes } from './record-labels.ts';

/** Largest fact: a shipment names up to 500 units. */
const factBytes = 32 * 1024;
/** Largest table; it may have 2,000 rows. */
const tableBytes = 1024 * 1024;

/** Lots and field records for people and programs that are not on the server. Whoever writes proves who they are. */
export function recordLotRoutes(app: App, desk: LotDesk): void {
  const recorder = recorderOf(desk);
  // Before the body is read: strangers cannot make us read one.
  const guarded = { onRequest: async (request: FastifyRequest) => void recorder(request), bodyLimit: factBytes };
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  readRoutes(app, desk);
  factRoutes(app, desk, guarded);
  labelRoutes(app, desk, guarded);
  app.post(
    '/api/lots',
    {
      ...guarded,
      schema: {
        summary: 'Creates the growing lot of a season',
        tags: ['lots'],
        body: newLotBody,
        response: { 201: z.object({ id: z.string() }), default: problem },
      },
    },
    async (request, reply) => {
      const id = await desk.create(request.body);
      return reply.code(201).header('location', `/api/lots/${id}`).send({ id });
    },
  );
  app.post(
    '/api/lots/table',
    {
      ...guarded,
      bodyLimit: tableBytes,
      schema: {
        summary: 'Records every row of a table (text/csv), or none: 422 says what is wrong with which',
        tags: ['lots'],
        querystring: tableQuery,
        response: { 200: tableReport, 422: tableReport, default: problem },
      },
    },
    async (request, reply) => {
      const { body, query } = request;
      if (!(body instanceof Uint8Array)) throw new FieldlapseError('UNSUPPORTED_TYPE', 'send the table as text/csv');
      const report = await desk.importTable(recorder(request), body, query);
      return reply.code(report.faults.length === 0 ? 200 : 422).send(report);
    },
  );
}

function factRoutes(app: App, desk: LotDesk, guarded: object): void {
  const recorder = recorderOf(desk);
  app.post(
    '/api/lots/:gtin/:lot/facts',
    {
      ...guarded,
      schema: {
        summary: 'Records what happened to a lot; a harvest makes the lot that the address names',
        tags: ['lots'],
        params: lotParams,
        body: factBody,
        response: { 201: outcome, 200: outcome.describe('recorded already, nothing was written'), default: problem },
      },
    },
    async (request, reply) => {
      const { note, ...fact } = request.body;
      const told = await desk.record(recorder(request), fact, { lot: nameOf(request.params), note });
      return reply.code(codeOf(told)).send(told);
    },
  );
  app.post(
    '/api/lots/facts',
    {
      ...guarded,
      schema: {
        summary: 'Records packing, shipping or sale, which name their lots or units themselves',
        tags: ['lots'],
        body: factBody,
        response: { 201: outcome, 200: outcome, default: problem },
      },
    },
    async (request, reply) => {
      const { note, ...fact } = request.body;
      const told = await desk.record(recorder(request), fact, { note });
      return reply.code(codeOf(told)).send(told);
    },
  );
  app.post(
    '/api/lots/facts/:fact/correction',
    {
      ...guarded,
      schema: {
        summary: 'Declares a fact wrong; both versions stay',
        tags: ['lots'],
        params: factParams,
        body: changesBody,
        response: { 201: outcome, default: problem },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await desk.correct(recorder(request), request.params.fact, request.body)),
  );
}

const codeOf = ({ outcome: became }: FactOutcome) => (became === 'recorded' ? 201 : 200);

function readRoutes(app: App, desk: LotDesk): void {
  app.get(
    '/api/lots',
    {
      schema: {
        summary: 'All lots, by their names',
        tags: ['lots'],
        querystring: siteParams.partial(),
        response: { 200: z.array(lotLine), default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return desk.lots(request.query.site);
    },
  );
  app.get(
    '/api/lots/:gtin/:lot',
    {
      schema: {
        summary: 'What is recorded of a lot, what blocks it, and its last label',
        tags: ['lots'],
        params: lotParams,
        response: { 200: lotSheet, default: problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return desk.sheet(nameOf(request.params));
    },
  );
}

/** Who asks. Throws `RECORD_DENIED`. */
function recorderOf(desk: LotDesk) {
  return (request: FastifyRequest): Recorder => {
    const token = bearerToken(request);
    const recorder = token === undefined ? undefined : desk.recorderOf(token);
    if (!recorder) throw new FieldlapseError('RECORD_DENIED', 'no token of somebody who records');
    return recorder;
  };
}
