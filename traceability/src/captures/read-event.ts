import { FieldlapseError, type CaptureProblem } from '@fieldlapse/contracts';
import { hashEpcis } from '../epcis/hash/event-hash.ts';
import { isObject, type JsonObject } from '../epcis/validate/checks.ts';
import type { EpcisFault } from '../epcis/validate/fault.ts';
import { validateEpcis } from '../epcis/validate/validate.ts';

/** So long ids can be asked for over HTTP. */
const longestId = 100;

/** An event that stands alone, with its id. */
export interface GoodEvent {
  readonly event: JsonObject;
  readonly eventId: string;
  /** That it was wrong: an event may be kept and declared wrong under the same id. */
  readonly isDeclaration: boolean;
  readonly problems?: never;
}

export type ReadEvent = GoodEvent | { readonly problems: readonly CaptureProblem[] };

/**
 * Reads an event that stands at `pointer` of a document with that `@context`, or alone (then both are absent). An event
 * without `eventID` gets its standard hash.
 */
export function readEvent(found: unknown, pointer = '', context?: unknown): ReadEvent {
  if (!isObject(found)) return refused(pointer, 'an event is an object in { }');
  const event = context === undefined ? found : { ...found, '@context': joined(context, found['@context']) };
  const problems = problemsOf(validateEpcis(event), pointer);
  if (problems.length > 0) return { problems };
  const hash = hashOf(event);
  if (hash === undefined) return refused(pointer, 'a document, or a second that no clock has (:60), is no event here');
  const eventId = typeof event['eventID'] === 'string' ? event['eventID'] : hash;
  if (eventId.length > longestId) return refused(`${pointer}/eventID`, `an id has at most ${longestId} characters`);
  return { event: { ...event, eventID: eventId }, eventId, isDeclaration: event['errorDeclaration'] !== undefined };
}

/** The standard id; undefined where there is none to be had, or it would be that of an event within. */
function hashOf(event: JsonObject): string | undefined {
  try {
    const [hashed, more] = hashEpcis(event);
    return more === undefined && hashed?.event === event ? hashed.id : undefined;
  } catch (error) {
    if (error instanceof FieldlapseError) return undefined;
    throw error;
  }
}

/** Faults as problems, without warnings. */
export function problemsOf(faults: readonly EpcisFault[], pointer = ''): CaptureProblem[] {
  return faults
    .filter(({ warning }) => !warning)
    .map((fault) => problem(pointer + fault.pointer, `${fault.message}; write ${fault.instead}`));
}

const problem = (pointer: string, message: string): CaptureProblem => ({
  code: 'EPCIS_INVALID',
  pointer: pointer.slice(0, 200),
  message: message.slice(0, 500),
});
const refused = (pointer: string, message: string): ReadEvent => ({ problems: [problem(pointer, message)] });

/** What the document declares holds for its events, and theirs goes before it. Nothing may stand in a context twice. */
function joined(outer: unknown, own: unknown): unknown {
  if (own === undefined) return outer;
  const parts = [outer, own].flat();
  const texts = parts.map((part) => JSON.stringify(part));
  return parts.filter((_part, index) => texts.lastIndexOf(texts[index] ?? '') === index);
}
