// Measures frames as a server does and tells its resident memory: WARM-UP-FRAMES FRAMES SAMPLES.
import { openMeasuredFarm } from './farm.ts';
import type { MemorySaid } from './memory.ts';

const [warmUpFrames = NaN, frames = NaN, samples = NaN] = process.argv.slice(2).map(Number);
const say = (said: MemorySaid): void => void process.send!(said);
const sayMemory = (): void => say({ rssMb: process.memoryUsage.rss() / 2 ** 20 });

const farm = await openMeasuredFarm(480, 120);
try {
  await farm.measure(warmUpFrames);
  sayMemory();
  for (let sample = 0; sample < samples; sample += 1) {
    await farm.measure(frames / samples);
    sayMemory();
  }
  say({ covers: await farm.covers() });
} finally {
  await farm.close();
}
process.disconnect();
