import type { Farm } from '../farm.ts';
import { camera, framesIn, playedBytes } from '../farm.ts';

/** A film as its viewer has it at one moment: what is played, decoded, and when its frames were taken. */
export interface WholeFilm {
  readonly decoded: readonly string[];
  readonly times: readonly number[];
}

/** Plays the film through a real decoder. Rejects where a part is missing or does not decode. */
export async function watch(farm: Farm): Promise<WholeFilm> {
  const { days } = await farm.films.manifest('demo', camera, { kind: 'full' });
  const times = days.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt));
  return { decoded: await framesIn(await playedBytes(farm.films)), times };
}

/** Sizes of all parts of films in the store, by name. */
export async function storedParts(farm: Farm): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { key, bytes } of farm.stores.blobs.list('segments/')) found.set(key, bytes);
  return found;
}
