import { expect, it } from 'vitest';
import { openCitationReader } from '@fieldlapse/store';
import { parseEntry, type JsonObject } from '@fieldlapse/proof';
import { isValidEpcis, type EventLog } from '@fieldlapse/traceability';
import { dayMs, harvest, harvested } from '../support/farm.ts';
import { hourMs } from '../support/feed-owners.ts';
import { firstDay, kindsOf, serviceFarm } from '../support/service-farm.ts';

const body = (event: JsonObject | undefined) => event as unknown as Record<string, never>;
const hours = (values: readonly number[], from = firstDay) => values.map((value, at) => [from + at * hourMs, value] as const); // prettier-ignore

it('cameras and sensors of the plot are recorded once, later ones when they come', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.plant(service);
  await service.catchUp();
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation']);
  expect(body((await farm.logged(service))[0]).childEPCs).toEqual([
    'https://id.gs1.org/8004/952000000CAM-farm-gate',
    'https://id.gs1.org/8004/952000000SEN-farm-tram-1',
  ]);
  await service.close();
});

it('a day of readings is summed up once it is over and written, with its coverage', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.plant(service);
  await farm.read('tram-1', 'airTempC', hours([20, 24, 0, 24]), false);
  // Of the neighbouring plot: no matter of this lot.
  await farm.read('tram-2', 'airTempC', hours([50]), false);
  await farm.clock.advance(firstDay + dayMs + hourMs - farm.clock.now());
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation']);
  await farm.clock.advance(hourMs);
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation']);
  await farm.caughtUpSeries();
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'sensorDay']);
  const [element] = body((await farm.logged(service))[1]).sensorElementList as unknown as Record<
    string,
    Record<string, unknown>
  >[];
  expect(element?.sensorMetadata).toMatchObject({ startTime: '2025-12-10T00:00:00.000+07:00', endTime: '2025-12-10T23:59:59.999+07:00', 'agri:coverage': 0.166667 }); // prettier-ignore
  expect(element?.sensorReport).toEqual([{ type: 'Temperature', minValue: 0, maxValue: 24, meanValue: 17, sDev: 9.949874, uom: 'CEL', 'agri:count': 4 }]); // prettier-ignore
  await service.close();
});

it('late readings correct the summary; the same day told again changes nothing', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.plant(service);
  await farm.read('tram-1', 'airTempC', hours([20, 24]));
  await farm.clock.advance(firstDay + 2 * dayMs - farm.clock.now());
  await service.catchUp();
  await farm.read('tram-1', 'airTempC', hours([20, 24]));
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'sensorDay']);
  await farm.read('tram-1', 'airTempC', [[firstDay + 12 * hourMs, 35]]);
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'sensorDay!', 'sensorDay']);
  const [, first, right, wrong] = await farm.logged(service);
  expect(wrong?.eventID).toBe(first?.eventID);
  expect(body(wrong).errorDeclaration).toMatchObject({ correctiveEventIDs: [right?.eventID] });
  await service.close();
});

it('one growth observation a day names camera, model and picture, and its picture is cited', async () => {
  const farm = await serviceFarm();
  await farm.models('canopy', '1.0.0', ['lime', 'Chanh']);
  const service = await farm.start();
  await farm.plant(service);
  await farm.measured('morning', firstDay + 8 * hourMs);
  await farm.measured('noon', firstDay + 12.5 * hourMs, { sha256: 'c'.repeat(64), measured: '{"greenCover":0.5}' });
  await farm.measured('noon', firstDay + 12 * hourMs, { method: 'index-3', modelHash: null });
  await farm.measured('fog', firstDay + 12 * hourMs, { measured: '{}', withheld: '{"greenCover":"fogged"}' });
  await farm.clock.advance(firstDay + 2 * dayMs - farm.clock.now());
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'growth']);
  const [element] = body((await farm.logged(service))[1]).sensorElementList as unknown as Record<string, object>[];
  const digests = {
    rawData: `ni:///sha-256;${'c'.repeat(64)}`,
    dataProcessingMethod: `ni:///sha-256;${'b'.repeat(64)}`,
  };
  expect(element?.sensorMetadata).toMatchObject(digests);
  const citations = await openCitationReader(farm.stores.records);
  expect([...(await citations.citedAmong(['morning', 'noon', 'fog']))]).toEqual(['noon']);
  await citations.close();
  // Measured anew, as by a better model: the record says so.
  await farm.measured('noon', firstDay + 12.5 * hourMs, { sha256: 'c'.repeat(64), measured: '{"greenCover":0.6}' });
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'growth!', 'growth']);
  await service.close();
});

it('of a crop that a model was never measured on the record holds what the index says', async () => {
  const farm = await serviceFarm();
  await farm.models('canopy', '1.0.0', ['peanut']);
  const service = await farm.start();
  await farm.plant(service);
  await farm.measured('noon', firstDay + 12 * hourMs, { measured: '{"plantCover":0}' });
  await farm.measured('noon', firstDay + 12 * hourMs, { method: 'index-3', modelHash: null, measured: '{"plantCover":0.9}' }); // prettier-ignore
  await farm.clock.advance(firstDay + 2 * dayMs - farm.clock.now());
  await service.catchUp();
  const [element] = body((await farm.logged(service))[1]).sensorElementList as unknown as Record<string, object>[];
  expect(element?.sensorMetadata).toMatchObject({ 'agri:method': 'index-3' });
  await service.close();
});

it('alerts are recorded as they are told: revised ones are corrected, withdrawn ones declared not to have been', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.plant(service);
  const at = firstDay + 13 * hourMs;
  await farm.clock.advance(at + hourMs - farm.clock.now());
  await farm.told('raised', 't1', at);
  await service.catchUp();
  expect(body((await farm.logged(service))[1])['agri:alarm']).toEqual({
    'agri:id': 'https://ns.agri-trace.example/v1/alert/a1',
    ...{
      'agri:nameVi': 'Nắng nóng',
      'agri:nameEn': 'Heat',
      'agri:state': 'raised',
      'agri:severity': 'warning',
      'agri:value': 39.4,
      'agri:threshold': 38,
      'agri:unit': '°C',
    },
  });
  await farm.told('revised', 't2', at - hourMs, { replaces: 't1' });
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'alert!', 'alert']);
  await farm.told('withdrawn', 't2', at - hourMs);
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'alert!', 'alert!']);
  const logged = await farm.logged(service);
  const last = logged.at(-1);
  expect(body(last).errorDeclaration).toMatchObject({ reason: 'did_not_occur' });
  expect(logged.every((event) => isValidEpcis(event))).toBe(true);
  await service.close();
});

it('an edge that was taken back stays so where the feed is read again from the middle', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.plant(service);
  const at = firstDay + 13 * hourMs;
  await farm.clock.advance(at + hourMs - farm.clock.now());
  await farm.told('raised', 't1', at);
  await farm.told('revised', 't2', at - hourMs, { replaces: 't1' });
  await farm.told('withdrawn', 't2', at - hourMs);
  // As a crash there: the next line cannot be recorded yet.
  await farm.told('raised', 't3', at + dayMs, { alert: 'a2' });
  await expect(service.catchUp()).rejects.toMatchObject({ code: 'LOT_TIME_ORDER' });
  await farm.clock.advance(2 * dayMs);
  await service.catchUp();
  expect(await kindsOf(service)).toEqual(['installation', 'alert!', 'alert!', 'alert']);
  await service.close();
});

it('a restart reads on where it stopped; an event whose confirmation was lost comes again with the same number', async () => {
  const farm = await serviceFarm();
  let broken = true;
  // The log writes, and its answer is lost.
  const log: EventLog = {
    ...farm.log,
    async append(entries) {
      const placed = await farm.log.append(entries);
      if (broken) throw new Error('the answer of the log is lost');
      return placed;
    },
  };
  const first = await farm.start({ log });
  await farm.plant(first);
  await farm.read('tram-1', 'airTempC', hours([20]));
  await farm.clock.advance(firstDay + 2 * dayMs - farm.clock.now());
  await expect(first.catchUp()).rejects.toThrow('the answer of the log is lost');
  await first.close();
  broken = false;
  const second = await farm.start({ log });
  await second.catchUp();
  await second.catchUp();
  expect(await kindsOf(second)).toEqual(['installation', 'sensorDay']);
  const logged = await farm.logged(second);
  expect(logged.map(({ bizStep }) => bizStep)).toEqual(['installing', 'sensor_reporting']);
  await second.close();
});

it('a lot that is created late is told all that was seen since it was sown', async () => {
  const farm = await serviceFarm();
  const service = await farm.start();
  await farm.read('tram-1', 'airTempC', hours([20, 24]));
  await farm.measured('noon', firstDay + 12 * hourMs);
  await farm.told('raised', 't1', firstDay + 13 * hourMs);
  await farm.clock.advance(firstDay + 3 * dayMs - farm.clock.now());
  await service.catchUp();
  expect(await farm.logged(service)).toEqual([]);
  await farm.plant(service);
  await service.catchUp();
  expect((await kindsOf(service)).sort()).toEqual(['alert', 'growth', 'installation', 'sensorDay']);
  await service.close();
});

it('films come from a feed that is handed in, and a harvest names the chains of its parents', async () => {
  const farm = await serviceFarm();
  const attachments = [{ role: 'timelapse', mediaType: 'video/mp4', bytes: 5, sha256: 'd'.repeat(64) }];
  const film = {
    seq: 7,
    name: 'season',
    site: 'farm',
    camera: 'gate',
    publishedAt: firstDay,
    lastDay: '2025-12-09',
    attachments,
  };
  // Published in the season, and of the year before.
  const old = { ...film, seq: 8, name: 'old', lastDay: '2025-10-31' };
  const films = { filmsAfter: async (seq: number) => [film, old].filter((one) => one.seq > seq) };
  const service = await farm.start({ films });
  const lot = await farm.plant(service);
  await farm.clock.advance(firstDay + dayMs - farm.clock.now());
  await service.catchUp();
  await service.catchUp();
  expect((await kindsOf(service)).sort()).toEqual(['film', 'installation']);
  await harvest(service.lots, firstDay, 10);
  await service.catchUp();
  const { tag } = (await service.lots.reader.lot(harvested))!;
  const own = (await farm.log.records.chain(lot.tag)).at(-1)!;
  const [link, event] = (await farm.log.records.chain(tag)).map(({ entry }) => parseEntry(entry));
  expect(link).toMatchObject({ k: 'link', s: 0, parents: [{ l: lot.tag, h: own.leafHash, n: own.seq + 1 }] });
  expect(event).toMatchObject({ k: 'ev', s: 1 });
  await service.close();
});
