import { expect, it, onTestFinished } from 'vitest';
import { hourMs, minute, morning, openAlertFarm, written, type AlertFarm } from './farm.ts';

async function farmOfTest(...of: Parameters<typeof openAlertFarm>): Promise<AlertFarm> {
  const farm = await openAlertFarm(...of);
  onTestFinished(() => farm.close());
  return farm;
}

async function toldBy(farm: AlertFarm): Promise<string[]> {
  return (await farm.changes()).map(
    ({ change, transition: { kind, at, severity } }) => `${change} ${kind} ${severity} ${(at - morning) / minute}`,
  );
}

/** Moves the clock on and waits until the service has seen it. */
async function pass(farm: AlertFarm, ms: number): Promise<void> {
  farm.clock.advance(ms);
  await farm.settled();
}

it('an accepted reading over the level raises an alert, and one below the clear level clears it', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', {})]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await farm.settled();
  const [standing] = await (await farm.reader()).standing();
  expect(standing).toMatchObject({ rule: 'hot', severity: 'warning', value: 36, unit: '°C', level: 35 });
  expect(standing?.target).toEqual({ site: 'demo', sensor: 'a' });
  await pass(farm, 10 * minute);
  await farm.accept([['a', 'airTempC', morning + 10 * minute, 32]]);
  await farm.settled();
  expect(await toldBy(farm)).toEqual(['raised raised warning 0', 'cleared cleared warning 10']);
  expect(await (await farm.reader()).standing()).toEqual([]);
});

it('a standing dwell raises by time alone, without a new point', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { dwell: '30m' })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await pass(farm, 29 * minute);
  expect(await toldBy(farm)).toEqual([]);
  await pass(farm, 2 * minute);
  expect(await toldBy(farm)).toEqual(['raised raised warning 30']);
});

it('what was told stays told after a restart, and nothing is told twice', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { dwell: '30m' })]);
  const first = await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await pass(farm, 40 * minute);
  await first.close();
  await pass(farm, 20 * minute).catch(() => {});
  const second = await farm.start();
  await farm.accept([['a', 'airTempC', morning + hourMs, 31]]);
  await farm.settled();
  await second.close();
  await farm.start();
  expect(await toldBy(farm)).toEqual(['raised raised warning 30', 'cleared cleared warning 60']);
});

it('a late point revises what was told, and one that shows that it never was withdraws it', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { dwell: '30m' })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await pass(farm, hourMs);
  await farm.accept([['a', 'airTempC', morning - 10 * minute, 36]]);
  await farm.settled();
  const [before] = await (await farm.reader()).standing();
  await farm.accept([['a', 'airTempC', morning + 5 * minute, 30]]);
  await farm.settled();
  expect(await toldBy(farm)).toEqual([
    'raised raised warning 30',
    'revised raised warning 20',
    'withdrawn raised warning 20',
  ]);
  expect(await (await farm.reader()).alert(before!.alert)).toMatchObject({ withdrawn: true, state: 'withdrawn' });
});

it('a broken sensor makes an equipment alert and no crop alert', async () => {
  const farm = await farmOfTest();
  await farm.importRules([
    written('hot', {}),
    written('broken', { kind: 'equipment', when: { implausible: { of: 'airTempC' } } }),
  ]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 85]]);
  await farm.accept([['b', 'airTempC', morning, null]]);
  await farm.settled();
  const standing = await (await farm.reader()).standing();
  expect(standing.map(({ rule, kind, target }) => [rule, kind, target.sensor]).sort()).toEqual([
    ['broken', 'equipment', 'a'],
    ['broken', 'equipment', 'b'],
  ]);
});

it('a clock that runs ahead moves time forward for nobody', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { dwell: '30m' })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await farm.accept([['b', 'airTempC', morning + 20 * hourMs, 36]], { device: 'node-2' });
  await pass(farm, 10 * minute);
  expect(await toldBy(farm)).toEqual([]);
  await pass(farm, 21 * minute);
  // The other one's time has not come yet either.
  expect(await toldBy(farm)).toEqual(['raised raised warning 30']);
});

it('a backlog that comes in pieces raises nothing between two of them', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { dwell: '30m' })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 30]]);
  await pass(farm, 20 * hourMs);
  for (let hour = 1; hour < 19; hour += 1) {
    const at = morning + hour * hourMs;
    await farm.accept([['a', 'airTempC', at, 36]]);
    await farm.settled();
    await farm.accept([['a', 'airTempC', at + 10 * minute, 30]]);
    await farm.settled();
  }
  expect(await toldBy(farm)).toEqual([]);
});

it('silence is told by the time of the server, and taken back when the readings come late', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('silent', { kind: 'equipment', when: { absent: { longerThan: '3h' } } })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 30]]);
  await pass(farm, 3 * hourMs + 5 * minute);
  expect(await toldBy(farm)).toEqual(['raised raised warning 180']);
  await farm.accept([['a', 'airTempC', morning + 2 * hourMs, 30]]);
  await farm.settled();
  expect(await toldBy(farm)).toEqual(['raised raised warning 180', 'withdrawn raised warning 180']);
});

it('an alert whose sensor has fallen silent stands, and says since when nobody knows', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', { staleAfter: '1h' })]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await pass(farm, 90 * minute);
  expect(await (await farm.reader()).standing()).toMatchObject([{ blindSince: null }]);
  await pass(farm, hourMs);
  expect(await (await farm.reader()).standing()).toMatchObject([{ blindSince: morning }]);
  await farm.accept([['a', 'airTempC', morning + 150 * minute, 36]]);
  await farm.settled();
  expect(await (await farm.reader()).standing()).toMatchObject([{ blindSince: null }]);
});

it('a rule that is taken out of force clears its alerts; a new revision has a history of its own', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('hot', {})]);
  await farm.start();
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await farm.settled();
  await farm.importRules([written('hot', { severity: 'urgent' })]);
  await expect.poll(async () => (await farm.changes()).length, { timeout: 60_000 }).toBe(3);
  const changes = await farm.changes();
  expect(changes.map(({ change, transition }) => `${change} ${transition.severity}`)).toEqual([
    'raised warning',
    'cleared warning',
    'raised urgent',
  ]);
  expect(new Set(changes.map(({ alert }) => alert)).size).toBe(2);
  await farm.removeRule('hot');
  await expect.poll(async () => (await (await farm.reader()).standing()).length, { timeout: 60_000 }).toBe(0);
});

it('a rule that names an unknown sensor is refused by name, and the others run', async () => {
  const farm = await farmOfTest();
  await farm.importRules([written('lost', { only: { sensors: ['aa'] } }), written('hot', {})]);
  const service = await farm.start();
  await expect.poll(() => service.health().length, { timeout: 60_000 }).toBe(1);
  expect(service.health()[0]?.message).toMatch(/lost: only.sensors: there is no sensor "aa"/);
  await farm.accept([['a', 'airTempC', morning, 36]]);
  await farm.settled();
  expect((await (await farm.reader()).standing()).map(({ rule }) => rule)).toEqual(['hot']);
});
