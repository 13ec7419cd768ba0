import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';

/** How much of the machine models may take. */
export const modelPoolConfig = z.strictObject({
  threads: z.int().min(1).max(16).default(1).describe('pictures that models look at side by side, one core each'),
  modelsPerThread: z
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('models that a thread keeps open; more are opened when they are needed'),
  timeLimit: durationMs
    .prefault('30s')
    .describe('longest that a model may take for one picture, or for each tile of it'),
  memoryMb: z
    .int()
    .min(64)
    .max(16_384)
    .default(2048)
    .describe('most memory that one run of a model may take, MB; others are refused'),
  lookAgain: durationMs.prefault('10s').describe('how often the folders of models are looked through for changes'),
});
export type ModelPoolConfig = z.infer<typeof modelPoolConfig>;
