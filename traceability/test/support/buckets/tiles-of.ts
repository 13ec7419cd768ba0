import { join } from 'node:path';
import { openBucketTiles, openDiskTiles, type TileStore } from '../../../src/index.ts';
import { origin } from '../test-keys.ts';
import { bucket, s3rverKeys } from './s3rver.ts';

/** The files of the test's log: in a folder, or in the bucket of s3rver at that endpoint. */
export async function tilesOf(root: string, endpoint?: string): Promise<TileStore> {
  if (endpoint === undefined) return openDiskTiles(join(root, 'tlog'));
  return openBucketTiles({ endpoint, bucket, region: 'us-east-1', keys: s3rverKeys, prefix: 'farms/a/', origin });
}
