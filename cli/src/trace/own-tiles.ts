import {
  diskTileReader,
  openBucketTiles,
  openDiskTiles,
  readBucketKeys,
  readKeyRing,
  type TileStore,
  type TraceabilityConfig,
} from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';

type TilesConfig = Pick<TraceabilityConfig, 'tiles'>;

/**
 * Where the files of the log of that name lie: the configured bucket, else the folder. Nothing is asked of the bucket yet.
 * Throws `BUCKET_KEYS_REFUSED`.
 */
export async function ownTiles(
  folder: DataFolder,
  { tiles }: TilesConfig,
  origin: string,
  signal?: AbortSignal,
): Promise<TileStore> {
  if (!tiles) return openDiskTiles(folder.traceLog);
  return openBucketTiles({
    ...tiles,
    origin,
    keys: await readBucketKeys(folder.bucketKeys),
    ...(signal && { signal }),
  });
}

/** The same for who only reads, and may begin before the log has keys. */
export function ownTileReader(folder: DataFolder, config: TilesConfig): Pick<TileStore, 'read'> {
  if (!config.tiles) return diskTileReader(folder.traceLog);
  let opened: TileStore | undefined;
  return {
    async read(path) {
      opened ??= await ownTiles(folder, config, (await readKeyRing(folder.traceKeys)).origin);
      return opened.read(path);
    },
  };
}
