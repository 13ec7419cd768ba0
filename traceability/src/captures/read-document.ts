import { captureLimits, FieldlapseError, type CaptureProblem } from '@fieldlapse/contracts';
import { parseEpcis } from '../epcis/parse-epcis.ts';
import { isObject } from '../epcis/validate/checks.ts';
import { validateEpcis } from '../epcis/validate/validate.ts';
import { problemsOf, readEvent, type ReadEvent } from './read-event.ts';

/** A context is kept with every event of its document. */
const longestContext = 4096;

/**
 * The events of an EPCISDocument, each with what is wrong with it. Throws `EPCIS_UNREADABLE`, `REQUEST_TOO_LARGE`, and
 * `EPCIS_INVALID` where something is wrong around the events.
 */
export function readDocument(bytes: Uint8Array): ReadEvent[] {
  const document = parseEpcis(bytes, 'the body');
  if (!isObject(document) || document['type'] !== 'EPCISDocument') {
    throw new FieldlapseError('EPCIS_INVALID', '/type: a document of the type "EPCISDocument" is wanted here');
  }
  const { epcisBody: body, '@context': context } = document;
  const list = isObject(body) && Array.isArray(body['eventList']) ? (body['eventList'] as unknown[]) : undefined;
  // Its events are looked at one by one: what is wrong with one says nothing of the next.
  const around = list ? { ...document, epcisBody: { ...(body as object), eventList: [] } } : document;
  const problems = problemsOf(validateEpcis(around));
  if (problems.length > 0) throw invalid(problems);
  if (!list) throw new FieldlapseError('EPCIS_INVALID', '/epcisBody/eventList: a list of events is wanted here');
  if (list.length > captureLimits.events) {
    throw new FieldlapseError('REQUEST_TOO_LARGE', `${list.length} events; at most ${captureLimits.events} at once`);
  }
  if (JSON.stringify(context).length > longestContext) {
    throw new FieldlapseError('REQUEST_TOO_LARGE', `/@context has more than ${longestContext} characters`);
  }
  return list.map((event, index) => readEvent(event, `/epcisBody/eventList/${index}`, context));
}

/** The first problems as one error. */
export function invalid(problems: readonly CaptureProblem[]): FieldlapseError {
  const told = problems.slice(0, 3).map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  const more = problems.length > told.length ? ` (and ${problems.length - told.length} more)` : '';
  return new FieldlapseError('EPCIS_INVALID', told.join(' · ') + more);
}
