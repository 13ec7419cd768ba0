import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidEpcis, validateEpcis } from '@fieldlapse/traceability';
import { skipReason, vectorJson, vectorNames, vectorsAreHere } from '../../support/vectors.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Documents that the vectors bring, to be broken at random places. */
const documents = ['own-events', 'epcis-openepcis', 'epcis-examples-gs1', 'event-hash'].flatMap((set) =>
  [...vectorNames(set, '.jsonld'), ...vectorNames(set, '.json')]
    .filter((name) => name !== 'expectations.json')
    .map((name) => vectorJson<Json>(set, name)),
);

/** Values and keys that faults are made of. */
const values: Json[] = [
  ...[null, true, 0, 1.5, '', 'x', [], {}, [[]], 'a:b', 'ADD', 'OBSERVE', 'DELETE', 'shipping', 'active', 'gs1:Time'],
  ...[
    '2026-02-29T00:00:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00+7',
    '+07:00',
    '-14:01',
  ],
  ...['https://gs1.org/voc/Time', 'https://ns.gs1.org/cbv/x', 'urn:epcglobal:cbv:disp:active', 'http://[::1]:80/a?b#c'],
  ...['http://a b/', 'ni:///sha-256;00?ver=1', 'x://', 'x:', '/a', 'http://a:b/', '%zz:a', 'http://ạ/', 'KGM', 'kg'],
  ...[['a:b', 'a:b'], [{ a: 'b' }, { a: 'b' }], { id: 'a:b' }, { set: ['active'] }, { 'a:b': 1 }, 'ObjectEvent'],
  ...['AggregationEvent', 'TransformationEvent', 'TransactionEvent', 'AssociationEvent', 'EPCISQueryDocument'],
];
const keys = [
  ...['type', 'action', 'ilmd', 'epcList', 'quantityList', 'parentID', 'childEPCs', 'readPoint', 'transformationID'],
  ...[
    'persistentDisposition',
    'bizTransactionList',
    'errorDeclaration',
    '@context',
    'a:b',
    'free',
    'sensorElementList',
  ],
  ...['certificationInfo', 'outputEPCList', 'id', 'eventID', 'epcisHeader', 'exception', 'uom', 'constructor'],
];

/** Every place of a document that may be changed. */
function placesIn(value: Json): { holder: Json[] | { [key: string]: Json }; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [{ holder: value, key }, ...placesIn(below)]);
}

/** A copy with one change: something removed, replaced or added. */
function broken(document: Json, [where, what, which, key]: readonly [number, number, number, number]): Json {
  const copy = structuredClone(document);
  const places = placesIn(copy);
  const place = places[where % places.length]!;
  const value = structuredClone(values[which % values.length]!);
  const holder = place.holder as { [key: string]: Json };
  if (what === 0 && Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
  else if (what === 0) delete holder[place.key];
  else if (what === 1) holder[place.key] = value;
  else if (Array.isArray(place.holder)) place.holder.push(value);
  else holder[keys[key % keys.length]!] = value;
  return copy;
}

describe.skipIf(!vectorsAreHere)(`beside the standard's schema${skipReason}`, () => {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats.default(ajv);
  const schema = vectorsAreHere ? vectorJson<object>('epcis-schema', 'EPCIS-JSON-Schema.json') : {};
  const bySchema = ajv.compile(schema);

  it('every document has the same verdict', () => {
    expect(documents.length).toBeGreaterThan(70);
    for (const document of documents) expect(isValidEpcis(document)).toBe(bySchema(document));
  });

  it('so has a document that is broken at random, one to three times', () => {
    const change = fc.tuple(fc.nat(), fc.nat(2), fc.nat(), fc.nat());
    const verdicts = { valid: 0, invalid: 0 };
    const property = fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), (which, changes) => {
      const document = changes.reduce(broken, documents[which % documents.length]!);
      const valid = bySchema(document);
      verdicts[valid ? 'valid' : 'invalid'] += 1;
      const told = JSON.stringify({ schema: bySchema.errors?.slice(0, 2), ours: validateEpcis(document).slice(0, 3) });
      expect(isValidEpcis(document), told).toBe(valid);
    });
    fc.assert(property, { numRuns: Number(process.env.FIELDLAPSE_RUNS ?? 2000) });
    expect(verdicts.valid).toBeGreaterThan(100);
    expect(verdicts.invalid).toBeGreaterThan(100);
  });
});
