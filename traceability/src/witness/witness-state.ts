import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { WitnessedHead } from './add-checkpoint.ts';

const stateShape = z.strictObject({
  v: z.literal(1),
  heads: z.record(z.string(), z.strictObject({ size: z.int().min(0), root: z.string() })),
});

/** Memory of a witness, in one file that is replaced whole. */
export interface WitnessState {
  headOf(origin: string): WitnessedHead | undefined;
  /** Durable when it resolves. */
  remember(origin: string, head: WitnessedHead): Promise<void>;
}

/** Opens the memory in `folder`. Throws `STORE_CORRUPT`: a witness that has forgotten must not begin anew by itself. */
export async function openWitnessState(folder: string): Promise<WitnessState> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'witness.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const heads = text === undefined ? {} : readState(text, path);
  return {
    headOf: (origin) => (Object.hasOwn(heads, origin) ? heads[origin] : undefined),
    async remember(origin, { size, root }) {
      const next = { ...heads, [origin]: { size, root } };
      await writeFileDurably(path, `${JSON.stringify({ v: 1, heads: next }, null, 2)}\n`);
      heads[origin] = { size, root };
    },
  };
}

function readState(text: string, path: string): Record<string, WitnessedHead> {
  try {
    return stateShape.parse(JSON.parse(text)).heads;
  } catch (cause) {
    throw new FieldlapseError('STORE_CORRUPT', `${path}: restore it from a copy`, { cause });
  }
}
