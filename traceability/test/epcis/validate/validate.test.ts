import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isValidEpcis, validateEpcis } from '@fieldlapse/traceability';
import { skipReason, vectorJson, vectorsAreHere } from '../../support/vectors.ts';

type Fields = Record<string, unknown>;
const lime = readFileSync(join(import.meta.dirname, '../../fixtures/lime.jsonld'), 'utf8');
const events = (JSON.parse(lime) as { epcisBody: { eventList: Fields[] } }).epcisBody.eventList;
const context = (JSON.parse(lime) as Fields)['@context'];
const [install, plant, , , , , growth, harvest, , pack, , ship] = events as [
  ...[Fields, Fields, Fields, Fields, Fields, Fields, Fields, Fields, Fields, Fields, Fields, Fields],
];

/** What is wrong with an event after a change, as `pointer code`. */
function faultsOf(event: Fields, change: Fields): string[] {
  const changed = Object.entries({ '@context': context, ...event, ...change }).filter(
    ([, value]) => value !== undefined,
  );
  return validateEpcis(Object.fromEntries(changed)).map(({ pointer, code }) => `${pointer} ${code}`);
}

it('a season of limes is valid, with nothing to warn of', () => {
  expect(validateEpcis(JSON.parse(lime))).toEqual([]);
});

it.each([
  ['eventTimeZoneOffset is needed', plant, { eventTimeZoneOffset: undefined }, [' missing']],
  ['… and has a form', plant, { eventTimeZoneOffset: '7' }, ['/eventTimeZoneOffset wrong-form']],
  ['… up to 14 hours', plant, { eventTimeZoneOffset: '+14:30' }, ['/eventTimeZoneOffset wrong-form']],
  ['a time has an offset', plant, { eventTime: '2026-01-01T10:00:00' }, ['/eventTime wrong-form']],
  ['a time exists', plant, { eventTime: '2026-02-29T10:00:00Z' }, ['/eventTime wrong-form']],
  ['ilmd comes with ADD', plant, { action: 'OBSERVE' }, ['/ilmd not-here']],
  ['keys of ilmd have a namespace', plant, { ilmd: { variety: 'x' } }, ['/ilmd/variety not-here']],
  ['a quantity is a number', plant, { quantityList: [{ epcClass: 'urn:x:y', quantity: '4' }] }, ['/quantityList/0/quantity wrong-type']],
  ['a unit is a code', plant, { quantityList: [{ epcClass: 'urn:x:y', quantity: 4, uom: 'kg' }] }, ['/quantityList/0/uom wrong-form']],
  ['an event is about something', plant, { quantityList: [], epcList: undefined }, [' missing']],
  ['an EPC stands once', plant, { epcList: ['urn:x:y', 'urn:x:y'] }, ['/epcList/1 repeated']],
  ['a bizStep is a word', plant, { bizStep: 'planting' }, ['/bizStep unknown-word']],
  ['… or a URI of others', plant, { bizStep: 'https://ns.agri-trace.example/v1/bizstep/planting' }, []],
  ['… and none of GS1', plant, { bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }, ['/bizStep unknown-word']],
  ['fields have known names', plant, { bizstep: 'shipping' }, ['/bizstep not-here']],
  ['… or a namespace', plant, { 'agri:note': 'x' }, []],
  ['a prefix is declared', plant, { 'other:note': 'x' }, ['/other:note undeclared-prefix']],
  ['only things and outputs have a persistent disposition', pack, { persistentDisposition: { set: ['conformant'] } }, ['/persistentDisposition not-here']],
  ['which sets something', harvest, { persistentDisposition: {} }, ['/persistentDisposition missing']],
  ['or unsets it', harvest, { persistentDisposition: { unset: ['conformant'] } }, []],
  ['a harvest has inputs and outputs', harvest, { outputQuantityList: undefined, transformationID: undefined }, [' missing']],
  ['but for parts of one', harvest, { outputQuantityList: undefined }, []],
  ['a harvest has no action', harvest, { action: 'ADD' }, ['/action not-here']],
  ['certificates are URIs', harvest, { certificationInfo: ['VietGAP 1'] }, ['/certificationInfo/0 wrong-form']],
  ['one or a list of them', harvest, { certificationInfo: 'urn:x:y' }, []],
  ['packing has children', pack, { childQuantityList: [] }, [' missing']],
  ['unpacking needs none', pack, { childQuantityList: undefined, childEPCs: undefined, action: 'DELETE' }, []],
  ['an association has a parent', install, { parentID: undefined }, [' missing']],
  ['a source has a type', ship, { sourceList: [{ source: 'urn:x:y' }] }, ['/sourceList/0 missing']],
  ['a destination has nothing else', ship, { destinationList: [{ type: 'location', destination: 'urn:x:y', note: 1 }] }, ['/destinationList/0/note not-here']],
  ['a transaction has known types', ship, { bizTransactionList: [{ type: 'invoice', bizTransaction: 'urn:x:y' }] }, ['/bizTransactionList/0/type unknown-word']],
  ['a sensor says what it measures', growth, { sensorElementList: [{ sensorReport: [{ value: 1 }] }] }, ['/sensorElementList/0/sensorReport/0 missing']],
  ['… by known words', growth, { sensorElementList: [{ sensorReport: [{ type: 'SoilMoisture' }] }] }, ['/sensorElementList/0/sensorReport/0/type unknown-word']],
  ['… and something', growth, { sensorElementList: [{ sensorReport: [] }] }, ['/sensorElementList/0/sensorReport too-few']],
  ['an alarm is one of two', growth, { sensorElementList: [{ sensorReport: [{ type: 'Temperature', exception: 'ALARM' }] }] }, ['/sensorElementList/0/sensorReport/0/exception unknown-word']],
  ['raw data are a URI', growth, { sensorElementList: [{ sensorMetadata: { rawData: 'a b' }, sensorReport: [{ type: 'Time' }] }] }, ['/sensorElementList/0/sensorMetadata/rawData wrong-form']],
  ['a sensor alone has a place', growth, { quantityList: undefined, readPoint: undefined }, [' missing']],
  ['an error has a time', harvest, { errorDeclaration: { reason: 'incorrect_data' } }, ['/errorDeclaration missing']],
  ['a kind of event exists', harvest, { type: 'HarvestEvent' }, ['/type wrong-form']],
  ['or is a URI', harvest, { type: 'https://ns.agri-trace.example/v1/Harvest', anything: 1 }, []],
  ['an event alone brings its context', harvest, { '@context': undefined }, [' missing']],
] as [string, Fields, Fields, string[]][])('%s', (_rule, event, change, faults) => {
  const found = faultsOf(event, change).filter((one) => event !== harvest || !one.endsWith('undeclared-prefix'));
  expect(found).toEqual(faults);
}); // prettier-ignore

it('a fault says what to write instead', () => {
  const bizStep = 'https://ref.gs1.org/cbv/bizstep-Shipping';
  expect(validateEpcis({ ...plant, '@context': context, bizStep: 'urn:epcglobal:cbv:bizstep:shipping' })[0]?.instead).toBe('the bare word "shipping"');
  expect(validateEpcis({ ...plant, '@context': context, EventTime: 'x' })[0]?.instead).toBe('"eventTime"');
  expect(isValidEpcis({ ...plant, '@context': context, bizStep })).toBe(true);
}); // prettier-ignore

it('a document of thousands of faults tells the first hundred', () => {
  const eventList = Array.from({ length: 5000 }, () => ({ type: 'ObjectEvent' }));
  const document = { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0', epcisBody: { eventList } };
  expect(validateEpcis(document)).toHaveLength(100);
});

describe.skipIf(!vectorsAreHere)(`documents that the standard's schema was asked about${skipReason}`, () => {
  const sets = vectorsAreHere ? ['epcis-openepcis', 'epcis-examples-gs1'] : [];
  const asked = sets.flatMap((set) => {
    const verdicts = Object.entries(vectorJson<Record<string, boolean>>(set, 'expectations.json'));
    return verdicts.map(([name, valid]) => ({ set, name, valid }));
  });
  it.each(asked)('$set $name: $valid', ({ set, name, valid }) => {
    expect(isValidEpcis(vectorJson(set, name))).toBe(valid);
  });
});
