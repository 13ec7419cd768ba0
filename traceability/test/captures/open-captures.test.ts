import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCaptureReader, openLotReader, openSqliteRecords, type RecordsStore } from '@fieldlapse/store';
import { hashEpcis, isValidEpcis, openEpcisCaptures } from '@fieldlapse/traceability';
import { dayMs, growing, plantedAt, testLots } from '../support/farm.ts';

type Json = Record<string, unknown>;
const lime = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/lime.jsonld'), 'utf8')) as Json & {
  epcisBody: { eventList: Json[] };
};
const { eventList } = lime.epcisBody;
const ids = hashEpcis(lime).map(({ id }) => id);
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const withEvents = (...events: unknown[]): Uint8Array => bytes({ ...lime, epcisBody: { eventList: events } });
const alone = (event: Json): Json => ({ '@context': lime['@context'], ...event });
const code = (name: string) => expect.objectContaining({ code: name });
const partners = [{ name: 'packer', tokenSha256: createHash('sha256').update('secret').digest('hex') }];
const now = () => Date.UTC(2026, 3, 1);

async function testRecords(): Promise<RecordsStore> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-captures-'));
  const records = openSqliteRecords(folder);
  onTestFinished(async () => {
    await records.close();
    await rm(folder, { recursive: true, force: true });
  });
  return records;
}

async function testCaptures(records?: RecordsStore, limitBytes = 1e9) {
  const store = records ?? (await testRecords());
  const captures = await openEpcisCaptures({ records: store, partners, limitBytes, now });
  const reader = await openCaptureReader(store);
  onTestFinished(async () => {
    await reader.close();
    await captures.close();
  });
  return { captures, kept: () => reader.eventsAfter(0, 10_000), ofId: reader.eventsOfId };
}

it('a document is kept event by event, each with its hash, its context and who stated it', async () => {
  const { captures, kept } = await testCaptures();
  const job = await captures.keepDocument(bytes(lime), 'packer', 'rollback');
  expect(job).toMatchObject({ captured: eventList.length, problems: [], behaviour: 'rollback' });
  expect(await captures.job(job.id, 'packer')).toEqual(job);
  expect(await captures.job(job.id, 'somebody')).toBeUndefined();
  const rows = await kept();
  expect(rows.map(({ eventId, by, job: from }) => [eventId, by, from])).toEqual(
    ids.map((id) => [id, 'packer', job.id]),
  );
  const events = rows.map(({ event }) => JSON.parse(event) as Json);
  expect(events.every(isValidEpcis)).toBe(true);
  expect(events.map((event) => hashEpcis(event)[0]?.id)).toEqual(ids);
  expect(events.every(({ recordTime }) => recordTime === '2026-04-01T00:00:00.000Z')).toBe(true);
});

it('of a document with a fault nothing is kept, or the rest where that was asked for', async () => {
  const { captures, kept } = await testCaptures();
  const [good = {}, other = {}] = eventList;
  const leap = { ...other, eventTime: '2026-01-01T23:59:60Z' };
  const document = withEvents(good, { ...other, eventTime: 'yesterday' }, good, lime, leap);
  const job = await captures.keepDocument(document, 'packer', 'rollback');
  expect(job.captured).toBe(0);
  const places = job.problems.map(({ code: is, pointer }) => [is, pointer]);
  expect(places).toContainEqual(['EPCIS_INVALID', '/epcisBody/eventList/1/eventTime']);
  expect(places).toContainEqual(['EVENT_EXISTS', '/epcisBody/eventList/2']);
  expect(places).toContainEqual(['EPCIS_INVALID', '/epcisBody/eventList/3']);
  expect(places).toContainEqual(['EPCIS_INVALID', '/epcisBody/eventList/4']);
  expect(await kept()).toEqual([]);
  expect(await captures.keepDocument(document, 'packer', 'proceed')).toMatchObject({ captured: 1 });
  expect((await kept()).map(({ eventId }) => eventId)).toEqual([ids[0]]);
});

it('an event that repeats the context of its document, or adds to it, keeps its hash', async () => {
  const { captures, kept } = await testCaptures();
  const [event = {}, other = {}] = eventList;
  const own = { ...other, '@context': [{ x: 'https://x.example/' }], 'x:lorry': '61C-123.45' };
  const document = { ...lime, epcisBody: { eventList: [alone(event), own] } };
  expect(await captures.keepDocument(bytes(document), 'packer', 'rollback')).toMatchObject({
    captured: 2,
    problems: [],
  });
  const rows = await kept();
  expect(rows.map(({ eventId }) => eventId)).toEqual(hashEpcis(document).map(({ id }) => id));
  expect(rows.map(({ event: text }) => hashEpcis(JSON.parse(text))[0]?.id)).toEqual(rows.map(({ eventId }) => eventId));
});

it('an event is kept once, and once more as the declaration that it was wrong', async () => {
  const { captures, ofId } = await testCaptures();
  const event = alone(eventList[0] ?? {});
  expect(await captures.keepEvent(bytes(event), 'packer')).toEqual({ eventId: ids[0] });
  await expect(captures.keepEvent(bytes({ ...event, recordTime: undefined }), 'packer')).rejects.toEqual(code('EVENT_EXISTS')); // prettier-ignore
  const errorDeclaration = { declarationTime: '2026-03-20T08:00:00.000+07:00', reason: 'did_not_occur' };
  const declared = bytes({ ...event, eventID: ids[0], errorDeclaration });
  expect(await captures.keepEvent(declared, 'packer')).toEqual({ eventId: ids[0] });
  await expect(captures.keepEvent(declared, 'packer')).rejects.toEqual(code('EVENT_EXISTS'));
  expect((await ofId(ids[0] ?? '')).map(({ kind }) => kind)).toEqual(['event', 'declaration']);
});

it('what a partner states changes no lot, and takes no event of a lot for its own', async () => {
  const lots = await testLots();
  await lots.add(growing, { kind: 'planting', at: plantedAt, species: 'Citrus latifolia', countryOfOrigin: 'VN' });
  const reader = await openLotReader(lots.records);
  onTestFinished(() => reader.close());
  const before = await reader.eventsAfter(0, 100);
  const [planted] = before;
  const event = JSON.parse(planted?.event ?? '') as Json;
  const { captures, ofId } = await testCaptures(lots.records);
  await expect(captures.keepEvent(bytes(event), 'packer')).rejects.toEqual(code('EVENT_EXISTS'));
  const forged = { ...event, eventID: undefined, bizStep: 'harvesting', action: 'OBSERVE', ilmd: undefined };
  const later = { ...forged, bizStep: 'inspecting', eventTime: new Date(plantedAt + dayMs).toISOString() };
  const { eventId } = await captures.keepEvent(bytes(later), 'packer');
  expect(await ofId(eventId)).toHaveLength(1);
  expect(await reader.eventsAfter(0, 100)).toEqual(before);
  expect(await reader.eventsOfId(eventId)).toEqual([]);
});

it('what is no document, too much at once, or too long is refused as a whole', async () => {
  const { captures, kept } = await testCaptures();
  const refused = async (body: Uint8Array) => {
    try {
      return (await captures.keepDocument(body, 'packer', 'proceed')).captured;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  const [event = {}] = eventList;
  expect(await refused(Buffer.from('{'))).toBe('EPCIS_UNREADABLE');
  expect(await refused(Buffer.from('['.repeat(200)))).toBe('EPCIS_UNREADABLE');
  expect(await refused(bytes(alone(event)))).toBe('EPCIS_INVALID');
  expect(await refused(bytes({ ...lime, type: 'EPCISQueryDocument' }))).toBe('EPCIS_INVALID');
  expect(await refused(bytes({ ...lime, creationDate: 'today' }))).toBe('EPCIS_INVALID');
  expect(await refused(bytes({ ...lime, epcisBody: {} }))).toBe('EPCIS_INVALID');
  expect(await refused(withEvents(...Array.from({ length: 501 }, () => event)))).toBe('REQUEST_TOO_LARGE');
  const wide = { ...lime, '@context': [lime['@context'], { x: `https://x.example/${'x'.repeat(5000)}/` }].flat() };
  expect(await refused(bytes(wide))).toBe('REQUEST_TOO_LARGE');
  const long = bytes({ ...alone(event), eventID: `https://x.example/${'x'.repeat(100)}` });
  await expect(captures.keepEvent(long, 'packer')).rejects.toEqual(code('EPCIS_INVALID'));
  await expect(captures.keepEvent(bytes(lime), 'packer')).rejects.toEqual(code('EPCIS_INVALID'));
  expect(await kept()).toEqual([]);
});

it('a token names its partner, and no other text does', async () => {
  const { captures } = await testCaptures();
  expect(captures.partnerOf('secret')).toBe('packer');
  for (const token of ['', 'Secret', partners[0]?.tokenSha256 ?? '']) expect(captures.partnerOf(token)).toBeUndefined();
});

it('the latest thousand documents are remembered, and all of their events', async () => {
  const { captures, kept } = await testCaptures();
  const first = await captures.keepDocument(bytes(lime), 'packer', 'rollback');
  const empty = withEvents();
  for (let count = 0; count < 999; count += 1) await captures.keepDocument(empty, 'packer', 'rollback');
  expect(await captures.job(first.id, 'packer')).toBeDefined();
  const last = await captures.keepDocument(empty, 'packer', 'rollback');
  expect(await captures.job(first.id, 'packer')).toBeUndefined();
  expect(await captures.job(last.id, 'packer')).toEqual(last);
  expect(await kept()).toHaveLength(eventList.length);
}, 120_000);

it('a partner has a share: the operator is told before it is full, then nothing more is kept, and another partner goes on', async () => {
  const records = await testRecords();
  const small = (await testCaptures(records, 3000)).captures;
  const [first = {}, second = {}] = eventList;
  expect(small.troubles()).toEqual([]);
  const { captured } = await small.keepDocument(withEvents(first), 'packer', 'proceed');
  expect(captured).toBe(1);
  // What is undone takes nothing.
  await small.keepDocument(withEvents(second, first), 'packer', 'rollback');
  const context = [lime['@context'], { ext: 'https://x.example/' }].flat();
  const wide = bytes({ ...alone(second), '@context': context, 'ext:x': 'x'.repeat(3000) });
  await expect(small.keepEvent(wide, 'packer')).rejects.toEqual(code('CAPTURE_FULL'));
  expect(small.troubles()).toEqual([]);
  await small.close();

  // Counted in the records: a restart knows it, and a larger share takes more.
  const size = (await (await openCaptureReader(records)).eventsAfter(0, 10))[0]!.event.length;
  const next = (await testCaptures(records, Math.ceil(size / 0.9))).captures;
  expect(next.troubles()).toEqual([{ code: 'CAPTURE_NEARLY_FULL', message: expect.stringContaining('packer') }]);
  await expect(next.keepDocument(withEvents(second), 'packer', 'proceed')).rejects.toEqual(code('CAPTURE_FULL'));
  const other = bytes({ ...alone(first), eventID: 'urn:uuid:2' });
  expect(await next.keepEvent(other, 'carrier')).toEqual({ eventId: 'urn:uuid:2' });
});
