import { createHash } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import { isObject, type JsonObject } from '../validate/checks.ts';
import { prehashOf } from './prehash.ts';
import { elementsOf, namespacesOf } from './tree.ts';
import { canonicalTime } from './values.ts';

/** What does not belong to what happened: when it was recorded, its own id, that it was wrong. */
const neverHashed = ['recordTime', 'eventID', 'type', 'errorDeclaration', '@context'];

/** An event with what its hash is made of. */
export interface HashedEvent {
  readonly event: JsonObject;
  /** `ni:///sha-256;{64 hex digits}?ver=CBV2.0` */
  readonly id: string;
  /** The text that was hashed. */
  readonly prehash: string;
}

/**
 * The standard event ids of a document's events, in order [GS1 CBV 2.0, section 8.9, as its reference implementation has it]: a
 * capture document, a query document, or one event. An id names an event; it is no proof: events that differ in
 * recordTime, below the millisecond, or in "1" for "1.0" share one. Throws `EPCIS_INVALID` where an event has no kind or
 * no time.
 */
export function hashEpcis(document: unknown): HashedEvent[] {
  const { events, context, ignored } = eventsOf(document);
  return events.map(({ event, pointer }) => {
    if (!isObject(event) || typeof event.type !== 'string') {
      throw new FieldlapseError('EPCIS_INVALID', `${pointer || 'the document'}: an event with a "type" is wanted here`);
    }
    if (typeof event.eventTime !== 'string' || canonicalTime(event.eventTime) === undefined) {
      throw new FieldlapseError('EPCIS_INVALID', `${pointer}/eventTime: a time with its offset is wanted here`);
    }
    const namespaces = namespacesOf(context, event['@context']);
    const prehash = prehashOf(event.type, elementsOf(event, namespaces, ignored));
    return { event, prehash, id: idOf(prehash) };
  });
}

/** The id of one event that brings its own `@context`. Throws `EPCIS_INVALID`. */
export function eventIdOf(event: JsonObject): string {
  return hashEpcis(event)[0]?.id ?? '';
}

function idOf(prehash: string): string {
  return `ni:///sha-256;${createHash('sha256').update(prehash, 'utf8').digest('hex')}?ver=CBV2.0`;
}

interface FoundEvents {
  readonly events: readonly { readonly event: unknown; readonly pointer: string }[];
  readonly context: unknown;
  readonly ignored: ReadonlySet<string>;
}

function eventsOf(document: unknown): FoundEvents {
  if (!isObject(document)) throw new FieldlapseError('EPCIS_INVALID', 'the document: an object in { } is wanted here');
  const { epcisBody: body } = document;
  if (body === undefined && document.type !== 'EPCISDocument' && document.type !== 'EPCISQueryDocument') {
    return { events: [{ event: document, pointer: '' }], context: undefined, ignored: new Set(neverHashed) };
  }
  const [pointer, list] = listOf(body);
  if (!Array.isArray(list)) {
    throw new FieldlapseError('EPCIS_INVALID', '/epcisBody: an eventList, or queryResults with one, is wanted here');
  }
  return {
    events: (list as unknown[]).map((event, index) => ({ event, pointer: `${pointer}/${index}` })),
    context: document['@context'],
    ignored: new Set([...neverHashed, ...namedAsIgnored(document)]),
  };
}

function listOf(body: unknown): [string, unknown] {
  if (!isObject(body)) return ['/epcisBody', undefined];
  if (body.eventList !== undefined) return ['/epcisBody/eventList', body.eventList];
  if (body.event !== undefined) return ['/epcisBody/event', [body.event]];
  const results = isObject(body.queryResults) ? body.queryResults.resultsBody : undefined;
  const list = isObject(results) ? results.eventList : undefined;
  return ['/epcisBody/queryResults/resultsBody/eventList', list];
}

/** Fields that a repository adds of its own, which the document says are no part of its events. */
function namedAsIgnored(document: JsonObject): string[] {
  return Object.entries(document).flatMap(([key, value]) =>
    key.endsWith(':ignoreFields') && Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [],
  );
}
