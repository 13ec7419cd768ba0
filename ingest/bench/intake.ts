import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { intakeConfig, startIntake, type Intake } from '../src/index.ts';
import { startMosquitto } from '../test/intake/rig/mosquitto.ts';
import type { LoadOrder, LoadResult } from './load.ts';

/** One line of the benchmark's table. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const readingsGoalPerSec = 20_000;

/** Publisher → broker → intake → durable ack, with the load generator and the broker in processes of their own. */
export async function benchIntake(): Promise<BenchFigure[]> {
  const broker = await startMosquitto();
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await startIntake({
    config: intakeConfig.parse({ host: '127.0.0.1', port: broker.port, token: '' }),
    stores,
    sites: () => [],
    clock: systemClock,
    logger: silentLogger,
  });
  try {
    while (!intake.connected) await sleep(20);
    const readings = await load({ port: broker.port, kind: 'readings', devices: 8, count: 500, inFlight: 16 });
    const seriesMs = await seriesCaughtUp(intake);
    const frames = await load({ port: broker.port, kind: 'frames', devices: 8, count: 40, inFlight: 2 });
    return figures(readings, seriesMs, frames);
  } finally {
    await intake.close();
    await stores.close();
    await broker.stop();
    await rm(folder, { recursive: true });
  }
}

function figures(readings: LoadResult, seriesMs: number, frames: LoadResult): BenchFigure[] {
  const perSec = Math.round((readings.acked / readings.elapsedMs) * 1000);
  const withSeries = Math.round((readings.acked / (readings.elapsedMs + seriesMs)) * 1000);
  return [
    {
      name: 'readings, publisher to durable ack (60 per message)',
      value: perSec,
      unit: 'readings/s',
      goal: `≥ ${readingsGoalPerSec}`,
      met: perSec >= readingsGoalPerSec,
    },
    { name: 'readings, publisher to series', value: withSeries, unit: 'readings/s' },
    {
      name: 'frames of 300 KB, publisher to durable ack',
      value: Math.round(frames.bytes / frames.elapsedMs / 10.24) / 100,
      unit: 'MB/s',
    },
    {
      name: 'frames, publisher to durable ack',
      value: Math.round((frames.acked / frames.elapsedMs) * 1000),
      unit: 'frames/s',
    },
  ];
}

/** Real ms until the series hold all that was acked. */
async function seriesCaughtUp(intake: Intake): Promise<number> {
  const begun = performance.now();
  for (let before = -1; before !== intake.metrics().seriesCursor;) {
    before = intake.metrics().seriesCursor;
    await sleep(600);
  }
  return Math.max(0, performance.now() - begun - 600);
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

if (import.meta.main) console.table(await benchIntake());
