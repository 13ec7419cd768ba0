import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashEpcis } from '@fieldlapse/traceability';
import { skipReason, vectorJson, vectorNames, vectorsAreHere, vectorText } from '../../support/vectors.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const lime = readFileSync(join(fixtures, 'lime.jsonld'), 'utf8');
const limeIds = readFileSync(join(fixtures, 'lime.hashes'), 'utf8').trim().split('\n');

interface Document {
  epcisBody: { eventList: Record<string, unknown>[] };
}
const idsOf = (change: (document: Document) => void): string[] => {
  const document = JSON.parse(lime) as Document;
  change(document);
  return hashEpcis(document).map(({ id }) => id);
};

it('a season of limes has the ids that the reference implementation gives it', () => {
  expect(hashEpcis(JSON.parse(lime)).map(({ id }) => id)).toEqual(limeIds);
});

it('the order of keys and lists, the time zone and the time of recording make no other id', () => {
  const same = idsOf(({ epcisBody: { eventList } }) => {
    for (const event of eventList) {
      const reversed = Object.entries(event).reverse();
      for (const key of Object.keys(event)) delete event[key];
      Object.assign(event, Object.fromEntries(reversed), { recordTime: '2030-01-01T00:00:00Z', eventID: 'urn:x:y' });
      event.eventTime = new Date(event.eventTime as string).toISOString();
    }
    (eventList[0]!.childEPCs as string[]).reverse();
  });
  expect(same).toEqual(limeIds);
});

it('an error declaration keeps the id: a correction names the event that it corrects', () => {
  const corrected = idsOf(({ epcisBody: { eventList } }) => {
    eventList[5]!.errorDeclaration = { declarationTime: '2026-02-01T00:00:00Z', reason: 'incorrect_data' };
  });
  expect(corrected).toEqual(limeIds);
});

it('what happened makes the id, also in fields of our own namespace', () => {
  const changed = idsOf(({ epcisBody: { eventList } }) => {
    (eventList[5]!['agri:treatment'] as Record<string, unknown>)['agri:dose'] = 2.6;
  });
  expect(changed.map((id, at) => id === limeIds[at])).toEqual(limeIds.map((_id, at) => at !== 5));
});

it('a prefix that nobody declares makes another id: cbvmda too', () => {
  const undeclared = idsOf((document) => {
    (document as unknown as { '@context': unknown[] })['@context'] = [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { agri: 'https://ns.agri-trace.example/v1/' },
    ];
  });
  expect(undeclared[1]).not.toBe(limeIds[1]);
  expect(undeclared[0]).toBe(limeIds[0]);
});

it.each([
  ['no object', [], /an object/],
  ['a document without events', { type: 'EPCISDocument', epcisBody: {} }, /eventList/],
  ['a document of no list', { type: 'EPCISDocument', epcisBody: { eventList: 3 } }, /eventList/],
  ['an event of no kind', { type: 'EPCISDocument', epcisBody: { eventList: [{}] } }, /eventList\/0: an event with/],
  ['an event without time', { type: 'ObjectEvent' }, /eventTime/],
  ['a time without offset', { type: 'ObjectEvent', eventTime: '2026-01-01T00:00:00' }, /eventTime/],
])('%s is refused by name', (_what, document, words) => {
  expect(() => hashEpcis(document)).toThrow(expect.objectContaining({ code: 'EPCIS_INVALID', message: expect.stringMatching(words) })); // prettier-ignore
});

describe.skipIf(!vectorsAreHere)(`vectors of the reference implementation${skipReason}`, () => {
  it.each(vectorNames('event-hash', '.jsonld'))('%s', (name) => {
    const expected = vectorText('event-hash', name.replace('.jsonld', '.hashes')).trim().split('\n');
    expect(hashEpcis(vectorJson('event-hash', name)).map(({ id }) => id)).toEqual(expected);
  });
});
