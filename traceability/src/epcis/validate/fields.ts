import {
  bizTransactionTypes,
  components,
  dispositions,
  errorReasons,
  exceptions,
  measurementTypes,
  sourceTypes,
} from '../vocabulary.ts';
import {
  anything,
  decimal,
  isObject,
  listOf,
  matching,
  objectOf,
  plainText,
  textThat,
  time,
  truth,
  uri,
  wordOf,
  type Check,
} from './checks.ts';
import { say } from './fault.ts';
import { isUri } from './formats.ts';

export const disposition = wordOf(dispositions);

/** One URI, or a list of them. */
const certificationInfo: Check = (value, at) => (Array.isArray(value) ? listOf(uri)(value, at) : uri(value, at));

const timeZoneOffset = matching(
  /^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$/,
  'the offset at the place of the event, such as +07:00',
);

/** One context, or a list of different ones: addresses and objects of prefixes. */
export const context: Check = (value, at) => {
  const one: Check = (entry, place) => {
    if (!isObject(entry)) contextAddress(entry, place);
  };
  return Array.isArray(value) ? listOf(one, { unique: true })(value, at) : one(value, at);
};
const contextAddress = textThat(
  isUri,
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld, or an object of prefixes: {"example": "https://…/"}',
);

const errorDeclaration = objectOf({
  fields: { declarationTime: time, reason: wordOf(errorReasons), correctiveEventIDs: listOf(uri) },
  required: ['declarationTime'],
});

const quantityElement = objectOf({
  fields: {
    epcClass: uri,
    quantity: decimal,
    uom: matching(/^[A-Z0-9]{2,3}$/, 'a unit of UN/CEFACT Recommendation 20, such as KGM; none for pieces'),
  },
  required: ['epcClass'],
  others: 'none',
});
export const quantityList = listOf(quantityElement);

export const place = objectOf({ fields: { id: uri }, required: ['id'], others: 'any' });

export const persistentDisposition = objectOf({
  fields: {
    set: listOf(disposition, { min: 1, unique: true }),
    unset: listOf(disposition, { min: 1, unique: true }),
  },
  others: 'none',
  together: (value, at) => {
    if (Object.hasOwn(value, 'set') || Object.hasOwn(value, 'unset')) return;
    say(at, 'missing', 'it sets nothing and unsets nothing', '"set": ["conformant"], "unset": […] or both');
  },
});

export const bizTransaction = objectOf({
  fields: { type: wordOf(bizTransactionTypes), bizTransaction: uri },
  required: ['bizTransaction'],
  others: 'none',
});

const sourceType = wordOf(sourceTypes);
export const source = objectOf({
  fields: { type: sourceType, source: uri },
  required: ['type', 'source'],
  others: 'none',
});
export const destination = objectOf({
  fields: { type: sourceType, destination: uri },
  required: ['type', 'destination'],
  others: 'none',
});

const device = { deviceID: uri, deviceMetadata: uri, rawData: uri, dataProcessingMethod: uri, bizRules: uri, time };

const sensorReport = objectOf({
  fields: {
    ...device,
    type: wordOf(measurementTypes),
    exception: wordOf(exceptions),
    component: wordOf(components),
    ...{ microorganism: uri, chemicalSubstance: uri, coordinateReferenceSystem: uri, uriValue: uri },
    ...{ value: decimal, minValue: decimal, maxValue: decimal, meanValue: decimal, sDev: decimal },
    ...{ percRank: decimal, percValue: decimal, stringValue: plainText, booleanValue: truth, uom: plainText },
    hexBinaryValue: matching(/^[A-Fa-f0-9]+$/, 'hexadecimal digits'),
  },
  required: ['type'],
});

export const sensorElement = objectOf({
  fields: {
    sensorMetadata: objectOf({ fields: { ...device, startTime: time, endTime: time } }),
    sensorReport: listOf(sensorReport, { min: 1 }),
  },
  required: ['sensorReport'],
});

/** Master data of an instance or lot: every key with its namespace. */
export const ilmd = objectOf({ fields: {}, others: 'namespaced' });

const attribute = objectOf({
  fields: {
    id: uri,
    attribute: (value, at) => {
      if (['string', 'number'].includes(typeof value) || isObject(value)) return;
      say(at, 'wrong-type', 'an attribute is text, a number or an object', 'one of these');
    },
  },
  required: ['id'],
  others: 'any',
});
const vocabularyElement = objectOf({
  fields: { id: uri, attributes: listOf(attribute), children: listOf(uri) },
  required: ['id'],
  others: 'any',
});

/** Master data by kind. */
export const vocabularyList = listOf(
  objectOf({
    fields: { type: uri, vocabularyElementList: listOf(vocabularyElement) },
    required: ['type'],
    others: 'any',
  }),
);

export const header = objectOf({
  fields: { epcisMasterData: objectOf({ fields: { vocabularyList }, others: 'any' }) },
});

/** Fields that every event has. */
export const common = {
  ...{ '@context': context, type: anything, eventTime: time, recordTime: time, eventTimeZoneOffset: timeZoneOffset },
  ...{ eventID: uri, certificationInfo, errorDeclaration },
};
