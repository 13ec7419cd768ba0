import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { intakeConfig, startIntake, type Intake } from '@fieldlapse/ingest';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores, type SeriesOptions, type SeriesStore } from '@fieldlapse/store';
import { hasInflux, startInflux } from '../test/support/influx.ts';
import { hasMosquitto, startMosquitto, startOurBroker, type BenchBroker } from './brokers.ts';
import { median, type BenchFigure } from './figure.ts';
import type { LoadOrder, LoadResult } from './load.ts';

const readingsGoalPerSec = 20_000;
const pairs = 3;
const quietMs = 600;
const devices = Array.from({ length: 8 }, (_, index) => `node-${index}`);

interface Run {
  readonly readingsPerSec: number;
  readonly readingsToSeriesPerSec: number;
  readonly framesMbPerSec: number;
}

/**
 * Publisher → broker → intake → durable ack: publishers and broker in processes of their own, intake with its stores in
 * this one. Each run has fresh stores; ratios are medians of alternating pairs. With series in InfluxDB, where it is installed, a run
 * of readings counts as in the series when InfluxDB has them.
 */
export async function benchIntake(): Promise<BenchFigure[]> {
  const ours: Run[] = [];
  const theirs: Run[] = [];
  const inInflux: Run[] = [];
  if (!hasMosquitto) console.error('broker against mosquitto: skipped, it is absent (apt-get install mosquitto)');
  for (let pair = 0; pair < pairs; pair += 1) {
    ours.push(await runOn(await startOurBroker(devices)));
    if (hasMosquitto) theirs.push(await runOn(await startMosquitto(devices)));
    if (hasInflux()) inInflux.push(await withInflux(async (series) => runOn(await startOurBroker(devices), series)));
  }
  return [
    ...compare(
      'readings (60 per message), publisher to durable ack',
      'readings/s',
      ({ readingsPerSec }) => readingsPerSec,
      readingsGoalPerSec,
    ),
    ...compare('readings, publisher to series', 'readings/s', ({ readingsToSeriesPerSec }) => readingsToSeriesPerSec),
    ...compare('frames of 300 KB, publisher to durable ack', 'MB/s', ({ framesMbPerSec }) => framesMbPerSec),
    ...besideInflux(),
  ];

  function besideInflux(): BenchFigure[] {
    if (inInflux.length === 0) return [];
    const unit = 'readings/s';
    const [acked, stored] = [
      inInflux.map((run) => run.readingsPerSec),
      inInflux.map((run) => run.readingsToSeriesPerSec),
    ];
    return [
      { name: 'series in InfluxDB: readings, publisher to durable ack', value: median(acked), unit },
      { name: 'series in InfluxDB: readings, publisher to InfluxDB', value: median(stored), unit },
    ];
  }

  function compare(name: string, unit: string, of: (run: Run) => number, goal?: number): BenchFigure[] {
    const value = median(ours.map(of));
    const own = {
      name: `${name}: our broker`,
      value,
      unit,
      ...(goal !== undefined && { goal: `≥ ${goal}`, met: value >= goal }),
    };
    if (theirs.length === 0) return [own];
    const ratio = median(ours.map((run, index) => of(run) / of(theirs[index]!)));
    return [
      own,
      { name: `${name}: mosquitto`, value: median(theirs.map(of)), unit },
      { name: `${name}: ratio`, value: ratio, unit: '×' },
    ];
  }
}

async function withInflux<T>(run: (series: SeriesOptions) => Promise<T>): Promise<T> {
  const influx = await startInflux('bench');
  try {
    return await run({ store: 'influxdb', server: { url: influx.url, database: 'bench' }, maxBufferBytes: 1e9 });
  } finally {
    await influx.close();
  }
}

async function runOn(broker: BenchBroker, series?: SeriesOptions): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const stores = await openStores({ folder, logger: silentLogger, ...(series && { series }) });
  const intake = await startIntake({
    config: intakeConfig.parse({ host: '127.0.0.1', port: broker.port, token: broker.intakeToken }),
    stores,
    sites: () => [],
    clock: systemClock,
    logger: silentLogger,
  });
  try {
    while (!intake.connected) await sleep(20);
    const { port, tokens } = broker;
    const readings = await load({ port, tokens, kind: 'readings', count: 500, inFlight: 16 });
    const seriesMs = await seriesCaughtUp(intake, stores.series);
    const frames = await load({ port, tokens, kind: 'frames', count: 40, inFlight: 2 });
    return {
      readingsPerSec: (readings.acked / readings.elapsedMs) * 1000,
      readingsToSeriesPerSec: (readings.acked / (readings.elapsedMs + seriesMs)) * 1000,
      framesMbPerSec: frames.bytes / frames.elapsedMs / 1000,
    };
  } finally {
    await intake.close();
    await stores.close();
    await broker.close();
    await rm(folder, { recursive: true });
  }
}

/** Real ms until the series hold all that was acked: nothing has moved for a while, and what was appended is stored. */
async function seriesCaughtUp(intake: Intake, series: SeriesStore): Promise<number> {
  const begun = performance.now();
  let [cursor, busyAt] = [-1, begun];
  while (performance.now() - busyAt < quietMs) {
    const isMoving = cursor !== intake.metrics().seriesCursor || !(await series.settled(0));
    cursor = intake.metrics().seriesCursor;
    if (isMoving) busyAt = performance.now();
    await sleep(10);
  }
  return busyAt - begun;
}

function load(order: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'load.ts'));
    child.once('message', (result) => {
      child.kill();
      resolve(result as LoadResult);
    });
    child.once('exit', (code) => reject(new Error(`load generator ended with ${code}`)));
    child.send(order);
  });
}
