import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader, StoredLotEvent } from '@fieldlapse/store';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';

const query = z.object({
  eventType: z.string().max(100).optional().describe('types of events, by comma'),
  GE_eventTime: z.iso.datetime({ offset: true }).optional().describe('at or after'),
  LT_eventTime: z.iso.datetime({ offset: true }).optional().describe('before'),
  EQ_bizStep: z.string().max(300).optional().describe('business steps, by comma'),
  MATCH_anyEPCClass: z.string().max(300).optional().describe('address of a lot, as events name it'),
  perPage: z.coerce.number<string>().int().min(1).max(500).default(30),
  nextPageToken: z.coerce.number<string>().int().min(0).default(0),
});
const scanned = 1000;

/** Sent with every answer of the query interface [EPCIS 2.0, section 12.7]. */
const discovery = {
  'gs1-epcis-version': '2.0.0',
  'gs1-epcis-min': '2.0.0',
  'gs1-epcis-max': '2.0.0',
  'gs1-cbv-version': '2.0.0',
  'gs1-vendor-version': '1',
};

/** The events of all lots by the query interface of EPCIS 2.0; nothing is captured here. For partners behind the proxy, not for buyers. */
export function epcisQueryRoutes(app: App, lots: () => Promise<LotReader | undefined>): void {
  app.options('/epcis/events', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({ ...discovery, allow: 'GET, HEAD, OPTIONS' })
      .code(204)
      .send(),
  );
  app.get(
    '/epcis/events',
    {
      schema: {
        summary: 'EPCIS events of lots in the order of recording, as an EPCISQueryDocument',
        tags: ['lots'],
        querystring: query,
        response: { 200: z.looseObject({}), default: problem },
      },
    },
    async (request, reply) => {
      const reader = await lots();
      const page = reader ? await pageOf(reader, request.query) : { eventList: [], next: undefined };
      reply.headers({ ...discovery, 'cache-control': 'no-store' });
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
        summary: 'The event of an id, with the declarations that corrected it',
        tags: ['lots'],
        params: z.object({ eventId: z.string().max(100) }),
        response: { 200: z.looseObject({}), default: problem },
      },
    },
    async (request, reply) => {
      const { eventId } = request.params;
      const rows = (await (await lots())?.eventsOfId(eventId)) ?? [];
      if (rows.length === 0) throw new FieldlapseError('NOT_FOUND', `no event ${eventId}`);
      reply.headers({ ...discovery, 'cache-control': 'no-store' });
      return documentOf(rows.map(eventIn));
    },
  );
}

type Event = Readonly<Record<string, unknown>>;
const eventIn = ({ event }: StoredLotEvent): Event => JSON.parse(event ?? '{}') as Event;

/** An event that belongs to several lots stands in the chain of each, one behind the other: it is told once. */
async function pageOf(reader: LotReader, asked: z.output<typeof query>) {
  const eventList: Event[] = [];
  let after = asked.nextPageToken;
  const [before] = after === 0 ? [] : await reader.eventsAfter(after - 1, 1);
  let last = before && keyOf(before);
  for (;;) {
    const rows = await reader.eventsAfter(after, scanned);
    if (rows.length === 0) return { eventList, next: undefined };
    for (const row of rows) {
      if (eventList.length === asked.perPage) return { eventList, next: after };
      after = row.seq;
      const isSame = keyOf(row) === last;
      last = keyOf(row);
      if (!isSame && row.event !== null && matches(eventIn(row), row.event, asked)) eventList.push(eventIn(row));
    }
  }
}

const keyOf = ({ fact, kind }: StoredLotEvent): string => `${fact} ${kind}`;

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
