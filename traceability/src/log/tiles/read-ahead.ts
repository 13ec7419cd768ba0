import { tilePath, tileWidth } from '@fieldlapse/proof';
import type { TileStore } from './tile-store.ts';

const ahead = 16;

/**
 * Reads the bundles and full tiles of a log of `size` in their order before they are asked for, a few at once: of a bucket
 * each answer is a round trip away. Other files, and those that are asked for again, are read when they are asked for.
 */
export function readingAhead(
  store: Pick<TileStore, 'read'>,
  size: number,
  withHashes: boolean,
): Pick<TileStore, 'read'> {
  const coming = pathsOf(size, withHashes);
  const reading = new Map<string, Promise<Uint8Array | undefined>>();

  function readOn(): void {
    while (reading.size < ahead) {
      const { value: path, done } = coming.next();
      if (done) return;
      const read = store.read(path);
      // Told to whoever asks for it; perhaps nobody does.
      read.catch(() => {});
      reading.set(path, read);
    }
  }

  return {
    async read(path) {
      readOn();
      const read = reading.get(path);
      reading.delete(path);
      return read ?? store.read(path);
    },
  };
}

function* pathsOf(size: number, withHashes: boolean): Generator<string, undefined> {
  for (let index = 0; index * tileWidth < size; index += 1) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    yield tilePath({ level: 'entries', index, width });
    if (withHashes && width === tileWidth) yield tilePath({ level: 0, index, width });
  }
  return undefined;
}
