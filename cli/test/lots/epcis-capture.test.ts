import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../support/command.ts';
import { lotFarm, season } from '../support/lot-farm.ts';

const limes = await readFile(join(import.meta.dirname, '../../../traceability/test/fixtures/lime.jsonld'), 'utf8');
const document = JSON.parse(limes) as { '@context': unknown; epcisBody: { eventList: Record<string, unknown>[] } };

interface Asked {
  readonly body?: string;
  readonly type?: string;
  readonly token?: string;
  readonly behaviour?: string;
}

/** A server with one lot, and a partner who may hand over events. */
async function farmWithPartner(more: object = {}) {
  const token = randomBytes(32).toString('hex');
  const partners = [{ name: 'packing-house', tokenSha256: createHash('sha256').update(token).digest('hex') }];
  const { folder, must } = await lotFarm('http://localhost', { partners, ...more });
  await must('lot', 'create', season, '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1');
  await must('lot', 'plant', season, '--at', '2025-11-02 07:00', '--species', 'Citrus latifolia');
  const server = await startServer(['--only', 'dashboards'], { FIELDLAPSE_DATA: folder });
  onTestFinished(async () => void (await server.stop()));
  const get = (path: string, headers = {}) => fetch(new URL(path, server.url), { headers });
  const list = async (source: string) => {
    const answer = await get(`/epcis/events?source=${source}&perPage=500`);
    expect(answer.headers.get('fieldlapse-event-source')).toBe(source.split('&')[0]);
    const { epcisBody } = (await answer.json()) as { epcisBody: { queryResults: { resultsBody: { eventList: Record<string, unknown>[] } } } }; // prettier-ignore
    return epcisBody.queryResults.resultsBody.eventList;
  };
  const post = (
    path: string,
    { body = limes, type = 'application/ld+json', token: by = token, behaviour }: Asked = {},
  ) =>
    fetch(new URL(path, server.url), {
      ...{ method: 'POST', body },
      headers: {
        ...{ 'content-type': type, authorization: `Bearer ${by}`, 'accept-language': 'en' },
        ...(behaviour !== undefined && { 'gs1-capture-error-behaviour': behaviour }),
      },
    });
  const refused = async (path: string, asked: Asked) => {
    const answer = await post(path, asked);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    return [answer.status, ((await answer.json()) as { type: string }).type];
  };
  return { url: server.url, token, get, list, post, refused };
}

describe('capture over HTTP', { timeout: 120_000 }, () => {
  it('a partner hands over a document, asks what came of it, and everybody behind the proxy can tell it from our own events', async () => {
    const { token, get, list, post } = await farmWithPartner();
    const own = await list('lots');
    const taken = await post('/epcis/capture');
    expect(taken.status).toBe(202);
    expect(taken.headers.get('gs1-epcis-version')).toBe('2.0.0');
    const jobPath = taken.headers.get('location') ?? '';
    expect((await get(jobPath)).status).toBe(401);
    const asPartner = { authorization: `Bearer ${token}`, 'accept-language': 'en' };
    expect(await (await get(jobPath, asPartner)).json()).toMatchObject({ running: false, success: true, errors: [] });
    expect(await list('partners')).toHaveLength(document.epcisBody.eventList.length);
    expect(own).toHaveLength(1);
    expect(await list('lots')).toEqual(own);

    const again = await post('/epcis/capture', { behaviour: 'proceed' });
    expect(again.status).toBe(202);
    const told = (await (await get(again.headers.get('location') ?? '', asPartner)).json()) as { errors: unknown[] };
    expect(told).toMatchObject({ success: false, captureErrorBehaviour: 'proceed' });
    expect(told.errors).toHaveLength(document.epcisBody.eventList.length);
    expect(told.errors[0]).toMatchObject({
      type: 'epcisException:ResourceAlreadyExistsException',
      title: 'An event of that id is kept already.',
      status: 409,
      instance: '#/epcisBody/eventList/0',
    });
  });

  it('one event has an address of its own; the same again is a conflict, and so is an event of our lots', async () => {
    const { get, list, post, refused } = await farmWithPartner();
    const event: Record<string, unknown> = { '@context': document['@context'], ...document.epcisBody.eventList[0] };
    const taken = await post('/epcis/events', { body: JSON.stringify(event), type: 'application/json' });
    expect(taken.status).toBe(201);
    const answer = await get(taken.headers.get('location') ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('fieldlapse-event-source')).toBe('partners');
    expect(answer.headers.get('fieldlapse-stated-by')).toBe('packing-house');
    expect(await list('partners&statedBy=packing-house')).toHaveLength(1);
    expect(await list('partners&statedBy=carrier')).toEqual([]);
    expect(await answer.text()).toContain(JSON.stringify(event['childEPCs']));
    const conflict = [409, 'epcisException:ResourceAlreadyExistsException'];
    expect(await refused('/epcis/events', { body: JSON.stringify(event) })).toEqual(conflict);
    const [planted] = await list('lots');
    expect(await refused('/epcis/events', { body: JSON.stringify(planted) })).toEqual(conflict);
  });

  it('strangers, other formats, faults and too much are refused by the names of the standard', async () => {
    const { url, get, list, refused } = await farmWithPartner();
    for (const path of ['/epcis/capture', '/epcis/events']) {
      expect(await refused(path, { token: 'guess' })).toEqual([401, 'epcisException:SecurityException']);
      expect(await refused(path, { body: '{' })).toEqual([400, 'epcisException:ValidationException']);
      expect(await refused(path, { body: '{}' })).toEqual([400, 'epcisException:ValidationException']);
      for (const type of ['application/xml', 'text/plain']) {
        expect(await refused(path, { type })).toEqual([415, 'epcisException:UnsupportedMediaTypeException']);
      }
      const body = ' '.repeat(1024 * 1024) + limes;
      expect(await refused(path, { body })).toEqual([413, 'epcisException:CaptureLimitExceededException']);
      const { headers, status } = await fetch(new URL(path, url), { method: 'OPTIONS' });
      expect(status).toBe(204);
      expect(headers.get('allow')).toContain('POST');
      expect(headers.get('gs1-epcis-capture-limit')).toBe('500');
      expect(headers.get('gs1-epcis-capture-file-size-limit')).toBe('1048576');
    }
    expect(await refused('/epcis/capture', { behaviour: 'maybe' })).toEqual([
      400,
      'epcisException:ValidationException',
    ]);
    const missing = await get('/epcis/events/urn:uuid:1');
    expect([missing.status, await missing.json()]).toEqual([404, expect.objectContaining({ type: 'epcisException:NoSuchResourceException' })]); // prettier-ignore
    const wrong = await get('/epcis/events?EQ_disposition=active');
    expect([wrong.status, await wrong.json()]).toEqual([400, expect.objectContaining({ type: 'epcisException:QueryParameterException' })]); // prettier-ignore
    expect(await list('partners')).toEqual([]);
  });

  it('a partner whose share is full is told so, and the operator before that', async () => {
    const { get, post, refused } = await farmWithPartner({ partnerBytes: 1_000_000 });
    const troubles = async () => {
      const { problems } = (await (await get('/api/health', { 'accept-language': 'en' })).json()) as { problems: { code: string; message: string }[] }; // prettier-ignore
      return problems.map(({ code, message }) => `${code} ${message}`);
    };
    const context = [document['@context'], { ext: 'https://x.example/' }].flat();
    const event = { '@context': context, ...document.epcisBody.eventList[0], 'ext:x': 'x'.repeat(950_000) };
    expect(await troubles()).toEqual([]);
    expect((await post('/epcis/events', { body: JSON.stringify(event) })).status).toBe(201);
    expect(await troubles()).toEqual([expect.stringMatching(/^CAPTURE_NEARLY_FULL events of packing-house take 1\.0 MB of 1\.0 MB/)]); // prettier-ignore
    const full = [507, 'epcisException:ImplementationException'];
    expect(await refused('/epcis/events', { body: JSON.stringify({ ...event, eventID: 'urn:uuid:1' }) })).toEqual(full);
    const large = {
      ...document,
      '@context': context,
      epcisBody: { eventList: [{ ...event, '@context': undefined, eventID: 'urn:uuid:2' }] },
    };
    expect(await refused('/epcis/capture', { body: JSON.stringify(large) })).toEqual(full);
  });

  it('where no partner is configured nobody can hand over anything', async () => {
    const { folder } = await lotFarm();
    const server = await startServer(['--only', 'dashboards'], { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    const headers = { 'content-type': 'application/json' };
    for (const path of ['/epcis/capture', '/epcis/events']) {
      const { status } = await fetch(new URL(path, server.url), { method: 'POST', headers, body: '{}' });
      expect(status).toBe(404);
    }
    const { headers: told } = await fetch(new URL('/epcis/events', server.url), { method: 'OPTIONS' });
    expect(told.get('allow')).toBe('GET, HEAD, OPTIONS');
  });
});
