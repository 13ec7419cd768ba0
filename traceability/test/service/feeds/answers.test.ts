import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { isValidEpcis, type Traceability } from '@fieldlapse/traceability';
import { config, dayMs, growing } from '../../support/farm.ts';
import { hourMs } from '../../support/feed-owners.ts';
import { firstDay, kindsOf, serviceFarm } from '../../support/service-farm.ts';

const raisedAt = firstDay + 13 * hourMs;
const alert = 'https://ns.agri-trace.example/v1/alert/a1';

/** A farm where the alert `a1` was raised, late in the day. */
async function alertedFarm(words = false) {
  const farm = await serviceFarm();
  const start = () => farm.start({ config: { ...config, answerWords: words }, people: () => ['Trần Văn Sáu'] });
  await farm.clock.advance(raisedAt + 6 * hourMs - farm.clock.now());
  await farm.told('raised', 't1', raisedAt);
  return { ...farm, start };
}

/** What is recorded of alerts, in order. */
const seen = async (service: Traceability) => (await kindsOf(service)).filter((kind) => kind !== 'installation');

it('that somebody took an alert on is recorded once on its lot, without who it was; a snooze is not', async () => {
  const farm = await alertedFarm(true);
  const service = await farm.start();
  await farm.plant(service);
  await farm.decided('d1', raisedAt + hourMs, { kind: 'snoozed', until: raisedAt + 2 * hourMs });
  await farm.decided('d2', raisedAt + 2 * hourMs, { by: 'Nguyễn Thị Hạnh', note: 'Đã phun sương hai lần' });
  await service.catchUp();
  await service.catchUp();
  expect(await seen(service)).toEqual(['alert', 'answer']);
  const event = (await farm.logged(service)).at(-1)!;
  expect(event).toMatchObject({
    eventTime: '2025-12-10T15:00:00.000+07:00',
    'agri:inResponseTo': alert,
    'agri:answer': { 'agri:id': 'https://ns.agri-trace.example/v1/decision/2', 'agri:words': 'Đã phun sương hai lần' },
  });
  expect(isValidEpcis(event)).toBe(true);
  expect(JSON.stringify(event)).not.toMatch(/Hạnh|d2/);
  await service.close();
});

it.each([
  ['the farm does not want them there', false, { note: 'Đã phun sương' }],
  ['they hold a phone number', true, { note: 'Đã gọi 0912 345 678' }],
  ['they name who decided, without capitals', true, { by: 'Nguyễn Thị Hạnh', note: 'chị hạnh đã phun' }],
  ['they name a contact', true, { note: 'Anh Sáu đã phun' }],
  ['they name who grows the lot', true, { note: 'Bác Lụa đã phun' }],
  ['they are longer than a public text', true, { note: 'phun '.repeat(60).trim() }],
])('words stay out of the record where %s', async (_why, wanted, said) => {
  const farm = await alertedFarm(wanted);
  const service = await farm.start();
  const nobodyAgreed = { nameConsentAt: null, areaCodeConsentAt: null };
  await service.lots.putParty({ kind: 'household', name: 'Lê Thị Lụa', gln: null, cooperative: null, address: null, phone: null, ...nobodyAgreed }); // prettier-ignore
  await farm.plant(service);
  await farm.decided('d1', raisedAt + hourMs, said);
  await service.catchUp();
  const event = (await farm.logged(service)).at(-1)!;
  expect(event['agri:answer']).toEqual({ 'agri:id': 'https://ns.agri-trace.example/v1/decision/1' });
  await service.close();
});

it('an alert that is withdrawn later keeps what was done about it, and a lot that is created then is told of both', async () => {
  const farm = await alertedFarm();
  const service = await farm.start();
  await farm.decided('d1', raisedAt + hourMs);
  await farm.told('withdrawn', 't1', raisedAt);
  await farm.alerts.updateTable('alerts').set({ state: 'withdrawn' }).execute();
  await service.catchUp();
  await farm.plant(service);
  await service.catchUp();
  expect(await seen(service)).toEqual(['alert!', 'answer']);
  await service.close();
});

it('an alert of another plot, or from before the season, is no matter of the lot, however late it is answered', async () => {
  const farm = await alertedFarm();
  const service = await farm.start();
  await farm.plant(service);
  await farm.alerts.updateTable('alerts').set({ sensor: 'tram-2' }).execute();
  await farm.decided('d1', raisedAt + hourMs);
  await service.catchUp();
  await farm.alerts.updateTable('alerts').set({ sensor: 'tram-1', raisedAt: raisedAt - 60 * dayMs }).execute(); // prettier-ignore
  await farm.decided('d2', raisedAt + 2 * hourMs);
  await service.catchUp();
  expect(await seen(service)).toEqual(['alert']);
  await service.close();
});

it('a stop between the record and the cursor tells nothing twice, nor what people corrected meanwhile', async () => {
  const farm = await alertedFarm();
  const first = await farm.start();
  await farm.plant(first);
  await farm.decided('d1', raisedAt + hourMs);
  await farm.decided('d2', raisedAt + 2 * hourMs);
  await sql`create trigger stop before insert on cursors when new.name like 'decisions/%' begin select raise(abort, 'stopped here'); end`.execute(first.lots.db); // prettier-ignore
  await expect(first.catchUp()).rejects.toThrow('stopped here');
  expect(await seen(first)).toEqual(['alert', 'answer', 'answer']);
  const [answered] = await first.lots.reader.facts(growing, ['answer']);
  await first.lots.correct({ fact: answered!.id });
  await sql`drop trigger stop`.execute(first.lots.db);
  await first.close();
  const second = await farm.start();
  await farm.decided('d3', raisedAt + 3 * hourMs);
  await second.catchUp();
  expect(await seen(second)).toEqual(['alert', 'answer!', 'answer', 'answer']);
  await second.close();
});
