import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { discovery } from './discovery.ts';
import type { EventSource } from './sources.ts';

const query = z.strictObject({
  eventType: z.string().max(100).optional().describe('types of events, by comma'),
  GE_eventTime: z.iso.datetime({ offset: true }).optional().describe('at or after'),
  LT_eventTime: z.iso.datetime({ offset: true }).optional().describe('before'),
  EQ_bizStep: z.string().max(300).optional().describe('business steps, by comma'),
  MATCH_anyEPCClass: z.string().max(300).optional().describe('address of a lot, as events name it'),
  source: z
    .enum(['lots', 'partners'])
    .default('lots')
    .describe('lots: what is recorded of our lots; partners: what others have handed over'),
  statedBy: z.string().max(32).optional().describe('of partners: what this one states'),
  perPage: z.coerce.number<string>().int().min(1).max(500).default(30),
  nextPageToken: z.coerce.number<string>().int().min(0).default(0),
});
const scanned = 1000;

/** Where an answer's events come from: what partners state is never mixed with what we record. */
const sourceHeader = 'fieldlapse-event-source';
/** Which events are not given out, by their numbers in the records, behind the code that says why. */
const leftOutHeader = 'fieldlapse-left-out';
/** Who states each of the events, in their order. */
const partnersHeader = 'fieldlapse-stated-by';

export interface QueryParts {
  readonly lots: EventSource;
  readonly partners: EventSource;
}

/** The query interface of EPCIS 2.0 over the events of all lots, and over those of partners. For partners behind the proxy, not for buyers. */
export function epcisQueryRoutes(app: App, sources: QueryParts): void {
  app.get(
    '/epcis/events',
    {
      schema: {
        summary: 'EPCIS events of one source in the order of recording, as an EPCISQueryDocument',
        tags: ['lots'],
        querystring: query,
        response: { 200: z.looseObject({}), default: problem },
      },
    },
    async (request, reply) => {
      const { source } = request.query;
      const page = await pageOf(sources[source], request.query);
      reply.headers({ ...discovery, [sourceHeader]: source, 'cache-control': 'no-store' });
      if (page.altered.length > 0) reply.header(leftOutHeader, `EVENT_ALTERED ${page.altered.join(', ')}`);
      if (page.next !== undefined) {
        const address = new URLSearchParams(request.query as unknown as Record<string, string>);
        address.set('nextPageToken', String(page.next));
        reply.header('link', `</epcis/events?${address.toString()}>; rel="next"`);
      }
      return documentOf(page.eventList);
    },
  );
  app.get(
    '/epcis/events/:eventId',
    {
      schema: {
        summary:
          'The event of an id, with the declarations that corrected it; an event of a lot goes before one of a partner',
        tags: ['lots'],
        params: z.object({ eventId: z.string().max(100) }),
        response: { 200: z.looseObject({}), default: problem },
      },
    },
    async (request, reply) => {
      const { eventId } = request.params;
      for (const source of ['lots', 'partners'] as const) {
        const rows = await sources[source].ofId(eventId);
        if (rows.length === 0) continue;
        const altered = await sources[source].altered(rows.map(({ seq }) => seq));
        if (altered.length > 0)
          throw new FieldlapseError('EVENT_ALTERED', `event ${altered.join(', ')} of the records`);
        reply.headers({ ...discovery, [sourceHeader]: source, 'cache-control': 'no-store' });
        if (source === 'partners') reply.header(partnersHeader, rows.map(({ by }) => by).join(', '));
        return documentOf(rows.map(({ event }) => JSON.parse(event ?? '{}') as Event));
      }
      throw new FieldlapseError('NOT_FOUND', `no event ${eventId}`);
    },
  );
}

type Event = Readonly<Record<string, unknown>>;

interface Page {
  readonly eventList: readonly Event[];
  /** Numbers of those that would be there and were altered. */
  readonly altered: readonly number[];
  readonly next: number | undefined;
}

async function pageOf(source: EventSource, asked: z.output<typeof query>): Promise<Page> {
  const { found, next } = await matching(source, asked);
  const altered = await source.altered([...found.keys()]);
  for (const seq of altered) found.delete(seq);
  return { eventList: [...found.values()], altered, next };
}

/** A page of what matches, by the numbers of the events. */
async function matching(
  source: EventSource,
  asked: z.output<typeof query>,
): Promise<{ found: Map<number, Event>; next: number | undefined }> {
  const found = new Map<number, Event>();
  let after = asked.nextPageToken;
  const [before] = after === 0 ? [] : await source.after(after - 1, 1);
  let last = before?.key;
  for (;;) {
    const rows = await source.after(after, scanned);
    if (rows.length === 0) return { found, next: undefined };
    for (const { seq, key, event: text, by } of rows) {
      if (found.size === asked.perPage) return { found, next: after };
      after = seq;
      const isSame = key === last;
      last = key;
      if (isSame || text === null || (asked.statedBy ?? by) !== by) continue;
      const event = parsed(text);
      if (matches(event, text, asked)) found.set(seq, event);
    }
  }
}

/** A text that is no JSON any more is one that was altered. */
function parsed(text: string): Event {
  try {
    return JSON.parse(text) as Event;
  } catch {
    return {};
  }
}

function matches(event: Event, text: string, asked: z.output<typeof query>): boolean {
  const at = Date.parse(String(event['eventTime']));
  const isIn = (list: string | undefined, value: unknown) =>
    list === undefined || list.split(',').includes(String(value));
  return (
    isIn(asked.eventType, event['type']) &&
    isIn(asked.EQ_bizStep, event['bizStep']) &&
    (asked.GE_eventTime === undefined || at >= Date.parse(asked.GE_eventTime)) &&
    (asked.LT_eventTime === undefined || at < Date.parse(asked.LT_eventTime)) &&
    (asked.MATCH_anyEPCClass === undefined || text.includes(`"epcClass":${JSON.stringify(asked.MATCH_anyEPCClass)}`))
  );
}

function documentOf(eventList: readonly Event[]): Record<string, unknown> {
  return {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    ...{ type: 'EPCISQueryDocument', schemaVersion: '2.0', creationDate: new Date().toISOString() },
    epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList } } },
  };
}
