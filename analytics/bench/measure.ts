import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { silentLogger } from '@fieldlapse/runtime';
import { decodeView } from '@fieldlapse/imaging';
import {
  coverOf,
  giveBack,
  measurePixels,
  modelPoolConfig,
  openModelPool,
  shippedModels,
  type ModelPool,
} from '@fieldlapse/analytics';
import { fieldPhoto } from './measure/photo.ts';

/** One line of a benchmark's table. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const sizes = [
  { name: '1280 × 720', width: 1280, height: 720 },
  { name: '12 MP', width: 4000, height: 3000 },
] as const;
const rounds = 20;
/** Frames of each thread before the first that counts: V8 compiles what runs often, and a server runs for months. */
const warmUp = 40;
const goalRatio = 1.25;

/**
 * Frames measured end to end (decode, pixels, model) against the bare cost of the same decode and `session.run`, in turns in the
 * same run: medians of rounds; the goal is of processor time, which other programs disturb least. Each thread works on one frame at a time; pixels are measured on the main thread.
 */
export async function benchMeasure(): Promise<BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const threads of [1, 2]) {
    const pool = await openPool(threads);
    try {
      for (const { name, width, height } of sizes) {
        const jpeg = await fieldPhoto(width, height);
        const label = `${name}, ${threads} thread${threads > 1 ? 's' : ''}`;
        figures.push(...(await compare(label, jpeg, pool, threads, { width, height })));
      }
    } finally {
      await pool.close();
    }
  }
  return figures;
}

async function compare(
  label: string,
  jpeg: Buffer,
  pool: ModelPool,
  threads: number,
  size: { width: number; height: number },
): Promise<BenchFigure[]> {
  const frames = 6 * threads;
  const bare = await bareThreads(jpeg, threads, size);
  const [full, least]: [Spent[], Spent[]] = [[], []];
  try {
    await measureFrames(jpeg, pool, threads, threads * warmUp);
    await bare.run(threads * warmUp);
    for (let round = 0; round < rounds; round += 1) {
      full.push(await spentBy(() => measureFrames(jpeg, pool, threads, frames)));
      least.push(await spentBy(() => bare.run(frames)));
    }
  } finally {
    await bare.close();
  }
  const of = (spent: readonly Spent[], kind: keyof Spent): number => median(spent.map((one) => one[kind]));
  const ratio = of(full, 'cpuSec') / of(least, 'cpuSec');
  const perFrameMs = (spent: readonly Spent[]): number => (1000 * of(spent, 'cpuSec')) / frames;
  return [
    { name: `${label}: measured`, value: frames / of(full, 'wallSec'), unit: 'frames/s' },
    { name: `${label}: decode + session.run alone`, value: frames / of(least, 'wallSec'), unit: 'frames/s' },
    { name: `${label}: processor time of a frame`, value: perFrameMs(full), unit: 'ms' },
    {
      name: `${label}: against decode + session.run`,
      value: ratio,
      unit: '×',
      goal: `≤ ${goalRatio}`,
      met: ratio <= goalRatio,
    },
  ];
}

function openPool(threads: number): Promise<ModelPool> {
  return openModelPool({ folders: [shippedModels], config: modelPoolConfig.parse({ threads }), logger: silentLogger });
}

/** `threads` frames at a time. */
async function measureFrames(jpeg: Buffer, pool: ModelPool, threads: number, frames: number): Promise<void> {
  const model = (await pool.ready()).find(({ card }) => card.default);
  if (!model) throw new Error('no default model is shipped');
  const one = async (): Promise<void> => {
    for (let frame = 0; frame < frames / threads; frame += 1) {
      const picture = await decodeView(jpeg);
      measurePixels(picture, undefined);
      const output = await pool.run(model, picture);
      if (output.task !== 'segmentation' || model.card.task !== 'segmentation') throw new Error('no segmentation');
      coverOf(output, model.card);
      giveBack(output.probabilities);
      giveBack(picture.pixels);
    }
  };
  await Promise.all(Array.from({ length: threads }, one));
}

async function bareThreads(jpeg: Buffer, threads: number, { width, height }: { width: number; height: number }) {
  // The size that the shipped model sees such a picture at.
  const shown = { width: 480, height: 8 * Math.round((480 * height) / width / 8) };
  const modelFile = join(shippedModels, 'canopy/1.0.0/model.onnx');
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./measure/bare.ts', import.meta.url), { workerData: { modelFile, ...shown, jpeg } }),
  );
  return {
    async run(frames: number): Promise<void> {
      const ended = workers.map((worker) => once(worker, 'message'));
      for (const worker of workers) worker.postMessage(frames / threads);
      await Promise.all(ended);
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

interface Spent {
  readonly wallSec: number;
  /** Of all threads of this process. */
  readonly cpuSec: number;
}

async function spentBy(work: () => Promise<void>): Promise<Spent> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallSec: (performance.now() - from) / 1000, cpuSec: (user + system) / 1e6 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
