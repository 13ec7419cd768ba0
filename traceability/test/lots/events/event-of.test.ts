import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isValidEpcis, parseFact, type Fact } from '@fieldlapse/traceability';
import { offsetOf, zonedIso, type EventParts } from '../../../src/lots/events/base.ts';
import { eventOf } from '../../../src/lots/events/event-of.ts';
import { parseGln } from '../../../src/gs1/keys.ts';
import { growing, harvested, sscc } from '../../support/farm.ts';

const ids = readFileSync(join(import.meta.dirname, '../../fixtures/lime.hashes'), 'utf8')
  .trim()
  .split('\n');
const place = { site: 'farm', plot: 'P01', gln: parseGln('9520000000011'), companyPrefix: '952000000', timeZone: 'Asia/Ho_Chi_Minh' }; // prettier-ignore
const parts = (lot: string): EventParts => ({ place, lots: [lot], recordedAt: Date.parse('2026-06-01T00:00:00Z') });
const at = (time: string): number => Date.parse(`${time}+07:00`);

const frameSha256 = '6ab29ca71a746b8edb8e8cb721a1d926c5eb9e3029666b45910c6d419dc9904a';
const seen: Fact[] = [
  { kind: 'installation', at: at('2025-11-02T06:30:00'), devices: [{ kind: 'camera', name: 'gate' }] },
  {
    ...{ kind: 'sensorDay', at: at('2025-12-10T23:59:59.999'), sensor: 'tram-1', coverage: 0.75, pointsSha256: frameSha256 },
    ...{ from: at('2025-12-10T00:00:00'), to: at('2025-12-10T23:59:59.999') },
    quantities: [
      { quantity: 'airTempC', count: 80, min: 0, max: 34.1, mean: 28.25, sDev: 3.1 },
      { quantity: 'salinityDsPerM', count: 80, min: 1, max: 1.3, mean: 1.2, sDev: 0 },
    ],
  },
  {
    ...{ kind: 'alert', at: at('2026-01-15T13:20:00'), alert: 'https://ns.agri-trace.example/v1/alert/a1' },
    ...{ rule: 'https://ns.agri-trace.example/v1/rule/heat', state: 'raised', severity: 'warning', equipment: false },
    ...{ sensor: 'tram-1', value: 39.4, threshold: 38, unit: '°C' },
  },
  {
    ...{ kind: 'answer', at: at('2026-01-15T14:00:00'), words: 'Đã phun sương' },
    ...{ inResponseTo: 'https://ns.agri-trace.example/v1/alert/a1', decision: 'https://ns.agri-trace.example/v1/decision/1' },
  },
  {
    ...{ kind: 'growth', at: at('2026-02-25T10:00:00'), camera: 'gate', area: 'roi', frame: 'f', frameSha256 },
    ...{ method: 'canopy-1.0.0', modelSha256: frameSha256, values: [{ metric: 'greenCover', value: 0.635, uncertainty: 0.02 }] },
  },
  {
    ...{ kind: 'film', at: at('2026-03-18T15:40:00') },
    attachments: [{ role: 'timelapse', mediaType: 'video/mp4', bytes: 5, sha256: frameSha256 }],
  },
]; // prettier-ignore

// Events that the reference implementation has hashed: ours differ from them in nothing that is hashed.
it.each([
  [1, growing, { kind: 'planting', at: at('2025-11-02T07:00:00'), species: 'Citrus latifolia', variety: 'chanh không hạt', plants: 420, areaHa: 0.8, plantingAreaCode: 'VN-93-932-31305-01-25' }],
  [4, growing, { kind: 'irrigation', at: at('2026-01-15T16:05:00'), volumeLitres: 1200, inResponseTo: 'urn:uuid:0f0e8a52-6f5b-4a52-9d8c-6f6a3a5c0001' }],
  [5, growing, { kind: 'treatment', at: at('2026-01-20T08:10:00'), means: 'plant-protection', product: 'Dầu khoáng 99EC', activeIngredient: 'petroleum oil', dose: 2.5, doseUnit: 'LTR', pest: 'nhện đỏ', preHarvestIntervalDays: 7, operatorRole: 'sprayer' }],
  [9, harvested, { kind: 'packing', at: at('2026-03-18T15:00:00'), sscc, contents: [{ lot: harvested, kilograms: 400 }] }],
  [11, harvested, { kind: 'shipping', at: at('2026-03-19T05:00:00'), units: [sscc], despatchAdvice: 'DA-1', to: '9520000000776' }],
] as [number, string, object][])('event %i of the lime season is ours', (index, lot, fact) => {
  expect(eventOf(parseFact(fact), parts(lot)).eventId).toBe(ids[index]);
}); // prettier-ignore

it.each(seen)('what services saw is a valid event: $kind', (fact) => {
  const { event, eventId } = eventOf(fact, parts(growing));
  expect(isValidEpcis(event)).toBe(true);
  expect(eventId).toMatch(/^ni:/);
});

it('a dS/m is a tenth of a siemens per metre, a cover is per cent, a picture and a model are named by their hash', () => {
  const day = JSON.stringify(eventOf(seen[1]!, parts(growing)).event);
  expect(day).toContain('"type":"Conductivity","minValue":0.1,"maxValue":0.13,"meanValue":0.12,"sDev":0,"uom":"D10"');
  expect(day).toContain('"minValue":0,"maxValue":34.1');
  const growth = JSON.stringify(eventOf(seen[4]!, parts(growing)).event);
  expect(growth).toContain('"value":63.5,"uom":"P1","agri:feature":"green-cover","agri:uncertainty":2');
  expect(growth).toContain(`"rawData":"ni:///sha-256;${frameSha256}"`);
  expect(growth).toContain(`"dataProcessingMethod":"ni:///sha-256;${frameSha256}"`);
});

it('our context names every term of ours, and no others', () => {
  const file = readFileSync(join(import.meta.dirname, '../../../context/v1.jsonld'), 'utf8');
  const context = (JSON.parse(file) as { '@context': Record<string, unknown> })['@context'];
  const terms = Object.keys(context).filter((key) => key.startsWith('agri:'));
  const folder = join(import.meta.dirname, '../../../src/lots/events');
  const source = ['growing', 'harvested', 'measures', 'seen'].map((name) => readFileSync(join(folder, `${name}.ts`), 'utf8'));
  const used = new Set(source.join('').match(/agri:\w+/g));
  expect([...used].sort()).toEqual(terms.sort());
}); // prettier-ignore

it.each([
  ['a phone number', { kind: 'treatment', at: 1, means: 'fertiliser', preHarvestIntervalDays: 0, product: 'call 0912 345 678' }],
  ['a mail address', { kind: 'treatment', at: 1, means: 'fertiliser', preHarvestIntervalDays: 0, product: 'a@b.vn' }],
  ['a wrong check digit', { kind: 'packing', at: 1, sscc: '095200000000000012', contents: [{ lot: harvested, kilograms: 1 }] }],
  ['a sale without papers', { kind: 'sale', at: 1, contents: [{ lot: harvested, kilograms: 1 }], buyer: '9520000000776' }],
  ['a field that nobody knows', { kind: 'irrigation', at: 1, litres: 4 }],
  ['a fact of no kind', { kind: 'praying', at: 1 }],
])('%s is refused', (_what, fact) => {
  expect(() => parseFact(fact)).toThrow(expect.objectContaining({ code: 'FACT_INVALID' }));
}); // prettier-ignore

it('times carry the offset that the clock of the farm had then', () => {
  expect(zonedIso(Date.parse('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe('2026-07-01T02:00:00.000+02:00');
  expect(zonedIso(Date.parse('2026-01-01T00:00:00Z'), 'Europe/Berlin')).toBe('2026-01-01T01:00:00.000+01:00');
  expect(offsetOf(0, 'UTC')).toBe('+00:00');
  expect(zonedIso(Date.parse('2026-01-01T00:00:00Z'), 'America/St_Johns')).toBe('2025-12-31T20:30:00.000-03:30');
});
