import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { alertMigrations, transitionsOf, type AlertTables } from '@fieldlapse/store';
import { dayMs, hourMs, minute, morning, openAlertFarm, written, type AlertFarm, type TestReading } from './farm.ts';

const rules = [
  written('hot', {
    dwell: '30m',
    steps: [{ severity: 'urgent', when: { level: { of: 'airTempC', above: 38, clear: 37 } } }],
  }),
  written('dry', { when: { level: { of: 'vpdKPa', above: 2, clear: 1.5 } }, clearDwell: '20m' }),
  written('both', {
    scope: 'site',
    when: {
      all: [
        { level: { of: 'airTempC', above: 34, clear: 33 } },
        { not: { level: { of: 'relHumidityPct', above: 80, clear: 75 } } },
      ],
    },
  }),
];

/** Everything that stands in the history now, whatever way it took there. */
async function historyOf(farm: AlertFarm): Promise<string[]> {
  const reader = await farm.reader();
  const lines: string[] = [];
  for (const { alert } of await reader.list({ limit: 10_000 })) {
    const stored = await reader.alert(alert);
    const left = transitionsOf(stored!);
    if (left.length === 0) expect(stored?.state).toBe('withdrawn');
    else expect(stored?.state).toBe(left.at(-1)?.kind === 'cleared' ? 'cleared' : 'standing');
    for (const { id, rule, kind, severity, at } of left)
      lines.push(`${rule} ${kind} ${severity} ${(at - morning) / minute} ${id}`);
  }
  return lines.sort();
}

/** Two sensors by ten minutes for some hours. */
const readingsOfHours = (hours: number) =>
  fc
    .array(
      fc.record({
        temp: fc.integer({ min: 30, max: 40 }),
        humidity: fc.integer({ min: 30, max: 95 }),
        fault: fc.integer({ min: 0, max: 12 }),
      }),
      { minLength: hours * 12, maxLength: hours * 12 },
    )
    .map((values) =>
      values.flatMap(({ temp, humidity, fault }, index): TestReading[] => {
        const [sensor, t] = [index % 2 === 0 ? 'a' : 'b', morning + Math.floor(index / 2) * 10 * minute];
        return [
          [sensor, 'airTempC', t, fault === 0 ? null : temp],
          [sensor, 'relHumidityPct', t, humidity],
        ];
      }),
    );

async function replay(
  batches: readonly (readonly TestReading[])[],
  end: number,
  restarts: ReadonlySet<number>,
): Promise<string[]> {
  const farm = await openAlertFarm();
  try {
    await farm.importRules(rules);
    let service = await farm.start();
    farm.clock.advance(end - morning);
    for (const [index, batch] of batches.entries()) {
      await farm.accept(batch, { device: batch[0]![0] === 'a' ? 'node-1' : 'node-2' });
      if (!restarts.has(index)) continue;
      await service.close();
      service = await farm.start();
    }
    await farm.settled();
    // Time stands still at the end: what is told is what the points say up to then.
    await service.close();
    return await historyOf(farm);
  } finally {
    await farm.close();
  }
}

it(
  'the history is the same whatever the order in which batches come, and wherever the service was restarted',
  { timeout: 240_000 },
  async () => {
    const runs = fc.tuple(
      readingsOfHours(4),
      fc.infiniteStream(fc.nat(1000)),
      fc.uniqueArray(fc.nat(7), { maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(runs, async ([readings, random, restarts]) => {
        const end = morning + 6 * hourMs;
        const own = ['a', 'b'].map((sensor) => readings.filter(([name]) => name === sensor));
        const batches = own.flatMap((some) => Array.from({ length: 4 }, (_, at) => some.slice(at * 12, at * 12 + 12)));
        const turned = batches.map((batch) => ({ batch, key: random.next().value })).sort((a, b) => a.key - b.key);
        const [inOrder, outOfOrder] = [
          await replay(batches, end, new Set()),
          await replay(
            turned.map(({ batch }) => batch),
            end,
            new Set(restarts),
          ),
        ];
        expect(outOfOrder).toEqual(inOrder);
      }),
      { numRuns: 5 },
    );
  },
);

it(
  'killed again and again, it tells each transition once and comes to the history of one that was never killed',
  { timeout: 240_000 },
  async () => {
    const [readings] = fc.sample(readingsOfHours(8), { numRuns: 1, seed: 7 }) as [TestReading[]];
    const batches = Array.from({ length: 16 }, (_, at) => readings.slice(at * 12, at * 12 + 12));
    const end = morning + 13 * hourMs;
    const whole = await replay(batches, end, new Set());
    const farm = await openAlertFarm();
    onTestFinished(() => farm.close());
    await farm.importRules(rules);
    await (await farm.start()).close();
    farm.clock.advance(end - morning);
    for (const [index, batch] of batches.entries()) {
      await farm.accept(batch, { device: batch[0]![0] === 'a' ? 'node-1' : 'node-2' });
      if (index % 4 === 3) await killedAfter(farm, end, 400 + index * 20);
    }
    await (await farm.start()).close();
    expect(await historyOf(farm)).toEqual(whole);
    // A transition is told again only after it was taken back.
    const standing = new Set<string>();
    for (const { change, transition, replaces } of await farm.changes()) {
      if (replaces !== undefined) standing.delete(replaces);
      if (change === 'withdrawn') standing.delete(transition.id);
      else {
        expect(standing.has(transition.id)).toBe(false);
        standing.add(transition.id);
      }
    }
  },
);

async function killedAfter(farm: AlertFarm, now: number, ms: number): Promise<void> {
  const script = join(import.meta.dirname, 'service-process.ts');
  const args = [script, farm.folder, JSON.stringify(farm.sites), String(now)];
  const service = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void service.kill('SIGKILL'));
  const died = once(service, 'exit');
  await sleep(ms);
  service.kill('SIGKILL');
  await died;
}

async function checkpoints({ stores }: AlertFarm): Promise<number> {
  const db = await stores.records.openReadOnly<AlertTables>('alerts', alertMigrations.length);
  const rows = await db.selectFrom('checkpoints').select('t').execute();
  await db.destroy();
  return rows.length;
}

it(
  'a day of readings that comes a day late, and older ones than memory holds, are in the history as if they had come in time',
  { timeout: 240_000 },
  async () => {
    const [readings] = fc.sample(readingsOfHours(8), { numRuns: 1, seed: 11 }) as [TestReading[]];
    const ofDay = (day: number) =>
      readings.map(([sensor, quantity, t, value]): TestReading => [sensor, quantity, t + day * dayMs, value]);
    const days = [0, 1, 2, 3, 4].map(ofDay);
    const histories: string[][] = [];
    for (const order of [
      [0, 1, 2, 3, 4],
      [0, 2, 3, 4, 1],
    ]) {
      const farm = await openAlertFarm();
      onTestFinished(() => farm.close());
      await farm.importRules(rules);
      const service = await farm.start({ keepMs: 6 * hourMs, tidyMs: 20 });
      farm.clock.advance(6 * dayMs);
      for (const day of order) {
        await farm.accept(days[day]!.filter(([sensor]) => sensor === 'a'));
        await farm.accept(
          days[day]!.filter(([sensor]) => sensor === 'b'),
          { device: 'node-2' },
        );
        await farm.settled();
      }
      await service.close();
      expect(await checkpoints(farm)).toBeGreaterThan(0);
      histories.push(await historyOf(farm));
    }
    expect(histories[0]!.length).toBeGreaterThan(20);
    expect(histories[1]).toEqual(histories[0]);
  },
);
