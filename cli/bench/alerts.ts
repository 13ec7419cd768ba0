import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openRuleBook, startAlerts, type WrittenRule } from '@fieldlapse/analytics';
import { brokerConfig, startBroker } from '@fieldlapse/broker';
import { sha256Hex, siteConfig, topics, type SiteId } from '@fieldlapse/contracts';
import { lifecycle, silentLogger, sleep, startMqttSession, systemClock } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables, type Stores } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { BenchFigure } from './figure.ts';

const sensors = Array.from({ length: 200 }, (_, index) => `s${index}`);
const rulesPerSensor = 5;
const readingsPerBatch = 5;
/** Together 500 readings a second. */
const commitEveryMs = 50;
const batchesPerCommit = 5;
const seconds = 30;
/** Sensors that speak for the first time are no steady load. */
const warmUpMs = 8000;
const goalMs = 250;
const site = 'bench' as SiteId;
const token = 'a-token-for-the-bench';

/**
 * From the commit of a reading to the `notice/alert` of what it raises, over a real broker, with 1,000 rules on 200 sensors and 500 readings a second in
 * order, once every sensor has spoken. The sender shares the process with the service, so that the figure is the worse for it.
 */
export async function benchLiveAlerts(): Promise<BenchFigure[]> {
  const started = lifecycle();
  try {
    const latencies = await measure(started);
    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? Infinity;
    const median = latencies[latencies.length >> 1] ?? Infinity;
    return [
      {
        name: 'accepted reading → alert notice, p99',
        value: p99,
        unit: 'ms',
        goal: `≤ ${goalMs} ms`,
        met: p99 <= goalMs,
      },
      { name: 'accepted reading → alert notice, median', value: median, unit: 'ms' },
      { name: 'alert notices measured', value: latencies.length, unit: '' },
    ];
  } finally {
    await started.close();
  }
}

async function measure(started: ReturnType<typeof lifecycle>): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-alerts-'));
  started.add('folder', () => rm(folder, { recursive: true, force: true }));
  const stores = await openStores({ folder, logger: silentLogger });
  started.add('stores', stores.close);
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const broker = await startBroker({
    config: brokerConfig.parse({ host: '127.0.0.1', port: 0 }),
    lookupIdentity: async (id) => ({
      id,
      tokenSha256: sha256Hex(token),
      publish: ['fieldlapse/#'],
      subscribe: ['fieldlapse/#'],
    }),
    logger: silentLogger,
  });
  started.add('broker', broker.close);
  const mqtt = { host: '127.0.0.1', port: broker.port, token };
  const crossed = new Map<string, number>();
  let from = Infinity;
  const latencies: number[] = [];
  const listener = startMqttSession({
    ...{
      ...mqtt,
      clientId: 'bench',
      logger: silentLogger,
      subscriptions: [topics.anyNotice('+')],
      onConnect: () => {},
    },
    onMessage(topic, payload) {
      if (!topic.endsWith('/alert')) return;
      const { target } = JSON.parse(payload.toString()) as { target: { sensor: string } };
      const since = crossed.get(target.sensor);
      if (since !== undefined && since > from) latencies.push(performance.now() - since);
    },
  });
  started.add('listener', listener.close);
  await importRules(stores);
  const service = await startAlerts({
    config: { packs: [], ...mqtt, clientId: 'alerts' },
    ...{ stores, sites: () => farms, clock: systemClock, logger: silentLogger },
  });
  started.add('alerts', service.close);
  await sleep(3000);
  from = performance.now() + warmUpMs;
  await send(intake, crossed);
  await sleep(2000);
  return latencies.sort((a, b) => a - b);
}

const farms = [siteConfig.parse({ id: site, sensors: sensors.map((name) => ({ name })) })];

async function importRules({ records }: Stores): Promise<void> {
  const words = { title: 't', what: 'w', todo: 'd' };
  const rules = sensors.flatMap((sensor) =>
    Array.from({ length: rulesPerSensor }, (_, index): WrittenRule => {
      const level = { of: 'airTempC', above: 35 + index / 10, clear: 33 };
      return {
        ...{
          id: `${sensor}-r${index}`,
          kind: 'crop',
          severity: 'warning',
          source: 'bench',
          only: { sensors: [sensor] },
        },
        ...{ texts: { vi: words, en: words }, when: { level } },
      };
    }),
  );
  const book = await openRuleBook(records);
  await book.put(rules, 1);
  await book.close();
}

/** Each sensor in turn sends a batch of the last seconds; now and then the heat comes in one and goes in the next. Intake commits what has come together. */
async function send(intake: Kysely<IntakeTables>, crossed: Map<string, number>): Promise<void> {
  const began = performance.now();
  for (let index = 0; index < (seconds * 1000) / commitEveryMs; index += 1) {
    const wait = began + index * commitEveryMs - performance.now();
    if (wait > 0) await sleep(wait);
    const batches = Array.from({ length: batchesPerCommit }, (_, at) => batchOf(index * batchesPerCommit + at));
    await intake.transaction().execute(async (trx) => {
      for (const batch of batches) await commitBatch(trx, batch);
    });
    for (const { sensor } of batches) crossed.set(sensor, performance.now());
  }
}

interface Batch {
  readonly sensor: string;
  readonly fromSeq: number;
  readonly receivedAt: number;
  readonly readings: Buffer;
}

function batchOf(index: number): Batch {
  const sensor = sensors[index % sensors.length]!;
  const hot = (Math.floor(index / sensors.length) + index) % 5 === 0;
  const receivedAt = Date.now();
  const readings = Array.from({ length: readingsPerBatch }, (_, at) => ({
    ...{ sensor, quantity: 'airTempC', value: hot ? 37 : 30 + at / 10, mono: 0, clk: 'ntp' },
    t: receivedAt - (readingsPerBatch - 1 - at) * 400,
  }));
  const packed = gzipSync(JSON.stringify(readings), { level: 1 });
  return { sensor, fromSeq: index * readingsPerBatch, receivedAt, readings: packed };
}

async function commitBatch(trx: Kysely<IntakeTables>, { sensor: device, fromSeq, ...batch }: Batch): Promise<void> {
  const span = { fromSeq, toSeq: fromSeq + readingsPerBatch - 1, unsyncedFromMono: null, unsyncedToMono: null };
  const { id } = await trx
    .insertInto('readingBatches')
    .values({ site, device, boot: '1-00000000', ...span, ...batch })
    .returning('id')
    .executeTakeFirstOrThrow();
  const change = { kind: 'readings', site, key: String(id), camera: null, day: null } as const;
  await trx.insertInto('changes').values(change).execute();
}
