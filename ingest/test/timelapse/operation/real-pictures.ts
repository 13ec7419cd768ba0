import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFarm, type Farm } from '../farm.ts';

const eggs = join(import.meta.dirname, '../../../../../shared/data/images/eggs');

/** Why tests with real pictures cannot run here; undefined where they can. */
export const noPictures = existsSync(eggs) ? undefined : 'skipped: the eggs series is not beside the repository';

/** Pictures of a fixed camera over laying boxes, in the order of time. */
export const pictures = noPictures
  ? []
  : readdirSync(eggs)
      .filter((name) => name.endsWith('.jpg'))
      .sort()
      .map((name) => readFileSync(join(eggs, name)));

/** A farm of the running test alone. */
export async function farmOfTest(parent?: string): Promise<Farm> {
  const farm = await openFarm(undefined, parent);
  onTestFinished(() => farm.close());
  return farm;
}

/** Accepts pictures taken every quarter of an hour from a time on, and returns their times. */
export async function acceptFrom(farm: Farm, start: number, count: number): Promise<number[]> {
  const times = Array.from({ length: count }, (_, at) => start + at * 900_000);
  for (const [at, time] of times.entries()) await farm.accept(time, pictures[at % pictures.length]);
  return times;
}
