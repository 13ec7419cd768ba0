import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BenchFigure } from '../measure.ts';

const goalSlopeMb = 1;
const samples = 50;
/** Until the series store has moved its log once, which takes memory that is kept; it does so every 100,000 points, 6,500 frames. */
const warmUpFrames = 7000;

/** What the process that measures says after the warm-up and after each of its samples, and at its end. */
export type MemorySaid = { readonly rssMb: number } | { readonly covers: number };

/**
 * Growth of resident memory while the service measures frames and stores what it finds, after a warm-up, in a process of its own
 * with the flags of `npm start`. The frames are small: what is kept of one does not depend on its size.
 */
export async function benchMeasureMemory(frames = 10_000): Promise<BenchFigure[]> {
  const { scripts } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  const execArgv = scripts.start.split(' ').filter((word) => word.startsWith('--'));
  const script = fileURLToPath(new URL('./memory-process.ts', import.meta.url));
  const child = fork(script, [warmUpFrames, frames, samples].map(String), { execArgv });
  const rssMb: number[] = [];
  let covers = 0;
  child.on('message', (said: MemorySaid) => {
    if ('rssMb' in said) rssMb.push(said.rssMb);
    else covers = said.covers;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the process that measures ended with ${code}`);
  const [warm = NaN, ...after] = rssMb;
  const slope = slopeOf(after.map((mb, sample) => [((sample + 1) * frames) / samples / 1000, mb]));
  return [
    { name: 'frames with a cover by the model', value: covers, unit: '' },
    { name: 'RSS after warm-up', value: warm, unit: 'MB' },
    { name: `RSS after ${frames} frames`, value: after.at(-1) ?? NaN, unit: 'MB' },
    { name: 'RSS, most', value: Math.max(...rssMb), unit: 'MB' },
    { name: 'RSS per 1,000 frames', value: slope, unit: 'MB', goal: `≤ ${goalSlopeMb}`, met: slope <= goalSlopeMb },
  ];
}

/** Of a straight line through the points, least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / along;
}
