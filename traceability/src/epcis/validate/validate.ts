import {
  anything,
  isObject,
  listOf,
  matching,
  objectOf,
  plainText,
  textThat,
  time,
  uri,
  type Check,
} from './checks.ts';
import { event } from './events.ts';
import { say, type EpcisFault } from './fault.ts';
import { context, header, vocabularyList } from './fields.ts';
import { warnOfPrefixes } from './prefixes.ts';

const version = matching(/^\d+(\.\d+)*$/, '"2.0"');
const heading = { '@context': context, id: uri, type: anything, schemaVersion: version, creationDate: time };

const captureDocument = objectOf({
  fields: {
    ...heading,
    ...{ instanceIdentifier: plainText, sender: plainText, receiver: plainText, epcisHeader: header },
    epcisBody: objectOf({ fields: { eventList: listOf(event) }, required: ['eventList'], others: 'any' }),
  },
  required: ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'],
});

const resultsBody = objectOf({ fields: { eventList: listOf(event), vocabularyList }, required: ['eventList'] });
const queryDocument = objectOf({
  fields: {
    ...heading,
    epcisBody: objectOf({
      fields: {
        queryResults: objectOf({
          fields: { queryName: plainText, subscriptionID: plainText, resultsBody },
          required: ['queryName', 'resultsBody'],
        }),
      },
      required: ['queryResults'],
    }),
  },
  required: ['@context', 'type', 'epcisBody'],
});

/** A document that is one event brings its own context. */
const bareEvent: Check = (value, at) => {
  event(value, at);
  if (isObject(value) && !Object.hasOwn(value, '@context')) {
    say(at, 'missing', '@context is missing', 'add "@context": an event that stands alone brings its own');
  }
};

const documents: Readonly<Record<string, Check>> = {
  EPCISDocument: captureDocument,
  EPCISQueryDocument: queryDocument,
};

/**
 * What is wrong with a parsed EPCIS 2.0 document: a capture document, a query document or one event. Valid where no fault is more
 * than a warning. The verdict is that of the standard's JSON Schema; who may use which identifier is not looked at.
 * At most {@link mostFaults} faults are told.
 */
export function validateEpcis(document: unknown): EpcisFault[] {
  const at = { pointer: '', faults: [] as EpcisFault[] };
  if (!isObject(document)) {
    say(at, 'wrong-type', 'an EPCIS document is an object', '{"@context": […], "type": "EPCISDocument", …}');
    return at.faults;
  }
  const { type } = document;
  if (type === undefined) say(at, 'missing', 'type is missing', 'EPCISDocument, EPCISQueryDocument or a kind of event');
  else {
    textThat(() => true, 'EPCISDocument, EPCISQueryDocument or a kind of event')(type, { ...at, pointer: '/type' });
    const check = typeof type === 'string' && Object.hasOwn(documents, type) ? documents[type] : bareEvent;
    check?.(document, at);
  }
  warnOfPrefixes(document, at, new Set());
  return at.faults;
}

/** True where nothing is wrong, warnings aside. */
export function isValidEpcis(document: unknown): boolean {
  return validateEpcis(document).every(({ warning }) => warning);
}
