import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelPoolConfig, openModelPool, shippedModels, type LoadedModel, type ModelPool } from '@fieldlapse/analytics';
import { decodeView, type RgbPicture } from '@fieldlapse/imaging';
import { silentLogger } from '@fieldlapse/runtime';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { fieldPhoto } from './measure/photo.ts';

/** One measured number; `goal` and `met` where PERFORMANCE names one. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const rounds = 60;
const warmUp = 8;

/** The shipped default model by the pool, from a picture of 640 × 480 to its probabilities, against bare runs of the same tensor size. */
export async function benchModels(folders: readonly string[] = [shippedModels]): Promise<BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const threads of [1, 2]) {
    const config = modelPoolConfig.parse({ threads });
    const pool = await openModelPool({ folders, config, logger: silentLogger });
    try {
      const model = (await pool.ready()).find(({ card }) => card.default && card.input.size.fit !== undefined);
      if (model && threads === 1) figures.push(...(await onePhoto(pool, model)));
      if (model) figures.push(...(await compared(pool, model, threads)));
    } finally {
      await pool.close();
    }
  }
  return figures;
}

const photos = 50;
const goalPhotoMs = 60;

/** Medians of one photo of 480 × 360 from its pixels, or its JPEG, to probabilities; one thread, batch of 1. */
async function onePhoto(pool: ModelPool, model: LoadedModel): Promise<BenchFigure[]> {
  const jpeg = await fieldPhoto(480, 360);
  const picture = await decodeView(jpeg);
  const ways = [
    ['without its decode', () => pool.run(model, picture)],
    ['with its decode', async () => pool.run(model, await decodeView(jpeg))],
  ] as const;
  const figures: BenchFigure[] = [];
  for (const [how, run] of ways) {
    const times: { cpuMs: number; wallMs: number }[] = [];
    for (let photo = -warmUp; photo < photos; photo += 1) {
      const time = await spent(run);
      if (photo >= 0) times.push(time);
    }
    const middle = (of: 'cpuMs' | 'wallMs') => times.map((time) => time[of]).sort((a, b) => a - b)[photos / 2]!;
    const who = `${model.name} ${model.version}, one photo of 480 × 360 ${how}`;
    const met = middle('wallMs') <= goalPhotoMs;
    figures.push({ ...figure(who, middle('wallMs'), 'ms'), goal: `≤ ${goalPhotoMs} ms`, met });
    figures.push(figure(who, middle('cpuMs'), 'CPU-ms'));
  }
  return figures;
}

/** Bare runs and runs by the pool take turns, so that whatever else the machine does meets both. CPU time is that of the whole process. */
async function compared(pool: ModelPool, model: LoadedModel, threads: number): Promise<BenchFigure[]> {
  const bare = await bareRun(model);
  const picture = noise(640, 480);
  const byPool = () => Promise.all(Array.from({ length: threads }, () => pool.run(model, picture)));
  const times = { bare: { cpuMs: 0, wallMs: 0 }, pool: { cpuMs: 0, wallMs: 0 } };
  for (let round = -warmUp; round < rounds; round += 1) {
    const one = await spent(bare);
    const many = await spent(byPool);
    if (round < 0) continue;
    times.bare.cpuMs += one.cpuMs / rounds;
    times.bare.wallMs += one.wallMs / rounds;
    times.pool.cpuMs += many.cpuMs / threads / rounds;
    times.pool.wallMs += many.wallMs / threads / rounds;
  }
  const who = `${model.name} ${model.version}, ${threads} thread${threads > 1 ? 's' : ''}`;
  const ratio = times.pool.cpuMs / times.bare.cpuMs;
  return [
    figure(`${who}: bare session.run`, times.bare.cpuMs, 'CPU-ms'),
    figure(`${who}: picture to probabilities by the pool`, times.pool.cpuMs, 'CPU-ms'),
    { ...figure(`${who}: pool over bare`, ratio, '×'), goal: '≤ 1.25 ×', met: ratio <= 1.25 },
    figure(`${who}: pictures by the pool`, 1000 / times.pool.wallMs, '/s'),
    figure(`${who}: bare runs, one after another`, 1000 / times.bare.wallMs, '/s'),
  ];
}

/** A run of the same network on a tensor of the size that the pool makes of the picture, filled beforehand. */
async function bareRun({ folder, card }: LoadedModel): Promise<() => Promise<unknown>> {
  const session = await InferenceSession.create(await readFile(join(folder, 'model.onnx')), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const width = card.input.size.fit?.longestSidePx ?? 0;
  const dims = [1, 3, (width * 3) / 4, width];
  const values = new Float32Array(width * dims[2]! * 3).map((_, at) => (at % 256) / 255);
  return () => session.run({ [card.input.name]: new Tensor('float32', values, dims) });
}

async function spent(action: () => Promise<unknown>): Promise<{ cpuMs: number; wallMs: number }> {
  const before = process.cpuUsage();
  const began = performance.now();
  await action();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - began };
}

function noise(width: number, height: number): RgbPicture {
  const pixels = Buffer.from(
    Uint8Array.from({ length: width * height * 3 }, (_, at) => (Math.imul(at, 7919) >> 3) % 256),
  );
  return { width, height, pixels };
}

function figure(name: string, value: number, unit: string): BenchFigure {
  return { name, value: Number(value.toPrecision(3)), unit };
}

if (import.meta.main)
  console.log(
    JSON.stringify(
      await benchModels(process.argv.slice(2).length > 0 ? process.argv.slice(2) : undefined),
      undefined,
      2,
    ),
  );
