import { bizSteps } from '../vocabulary.ts';
import { isObject, listOf, objectOf, textThat, uri, wordOf, type Check, type JsonObject } from './checks.ts';
import { below, say } from './fault.ts';
import {
  bizTransaction,
  common,
  destination,
  disposition,
  ilmd,
  persistentDisposition,
  place,
  quantityList,
  sensorElement,
  source,
} from './fields.ts';
import { isUri } from './formats.ts';

const action: Check = textThat(
  (text) => ['OBSERVE', 'ADD', 'DELETE'].includes(text),
  'OBSERVE, ADD or DELETE, in capitals',
);

/** Why, where, with what papers, between whom, and what sensors saw: of all five kinds. */
const circumstances = {
  ...{ bizStep: wordOf(bizSteps), disposition, readPoint: place, bizLocation: place },
  ...{ bizTransactionList: listOf(bizTransaction), sourceList: listOf(source), destinationList: listOf(destination) },
  sensorElementList: listOf(sensorElement),
};

const differentEpcs = listOf(uri, { unique: true });
const epcs = listOf(uri);
const timed = ['type', 'eventTime', 'eventTimeZoneOffset'];

/** True for a list with something in it. */
const filled = (event: JsonObject, key: string): boolean => {
  const list = event[key];
  return Array.isArray(list) && list.length > 0;
};
const has = (event: JsonObject, key: string): boolean => Object.hasOwn(event, key);

const objectEvent = objectOf({
  fields: {
    ...common,
    ...circumstances,
    ...{ epcList: differentEpcs, quantityList, action, persistentDisposition, ilmd },
  },
  required: [...timed, 'action'],
  together: (event, at) => {
    const sensed = filled(event, 'sensorElementList') && has(event, 'readPoint');
    if (!has(event, 'epcList') && !filled(event, 'quantityList') && !sensed) {
      say(at, 'missing', 'it is about nothing', 'epcList, quantityList, or sensorElementList together with readPoint');
    }
    if (has(event, 'ilmd') && event.action !== 'ADD') {
      say(below(at, 'ilmd'), 'not-here', 'master data come with the action ADD alone', 'leave ilmd out, or ADD');
    }
  },
});

/** An AggregationEvent or AssociationEvent: children of a parent, which only taking away may leave out. */
const parentAndChildren = (required: readonly string[]): Check =>
  objectOf({
    fields: { ...common, ...circumstances, parentID: uri, childEPCs: epcs, childQuantityList: quantityList, action },
    required: [...timed, 'action', ...required],
    together: (event, at) => {
      if (filled(event, 'childEPCs') || filled(event, 'childQuantityList') || event.action === 'DELETE') return;
      say(at, 'missing', 'it has no children', 'childEPCs or childQuantityList; only DELETE may leave them out');
    },
  });

const transactionEvent = objectOf({
  fields: {
    ...common,
    ...circumstances,
    ...{ bizTransactionList: listOf(bizTransaction, { min: 1 }), parentID: uri, epcList: epcs, quantityList, action },
  },
  required: [...timed, 'action', 'bizTransactionList'],
  together: (event, at) => {
    if (has(event, 'epcList') || filled(event, 'quantityList') || event.action === 'DELETE') return;
    say(at, 'missing', 'it is about nothing', 'epcList or quantityList; only DELETE may leave them out');
  },
});

const transformationEvent = objectOf({
  fields: {
    ...common,
    ...circumstances,
    ...{ inputEPCList: differentEpcs, inputQuantityList: quantityList },
    ...{ outputEPCList: differentEpcs, outputQuantityList: quantityList },
    ...{ transformationID: uri, persistentDisposition, ilmd },
  },
  required: timed,
  together: (event, at) => {
    const input = filled(event, 'inputEPCList') || filled(event, 'inputQuantityList');
    const output = filled(event, 'outputEPCList') || filled(event, 'outputQuantityList');
    if ((input && output) || (has(event, 'transformationID') && (input || output))) return;
    say(
      at,
      'missing',
      'inputs or outputs are missing',
      'both; one of them is enough where transformationID joins events',
    );
  },
});

/** An event of a kind of one's own: a URI as its type, anything else is free. */
const ownEvent = objectOf({
  fields: { ...common, type: textThat(isUri, 'one of the five kinds, such as ObjectEvent, or a URI of your own') },
  required: timed,
  others: 'any',
});

const kinds: Readonly<Record<string, Check>> = {
  ObjectEvent: objectEvent,
  AggregationEvent: parentAndChildren([]),
  AssociationEvent: parentAndChildren(['parentID']),
  TransactionEvent: transactionEvent,
  TransformationEvent: transformationEvent,
};

/** One event of a list. */
export const event: Check = (value, at) => {
  if (!isObject(value)) return say(at, 'wrong-type', 'an event is an object', '{"type": "ObjectEvent", …}');
  const { type } = value;
  const check = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  (check ?? ownEvent)(value, at);
};
