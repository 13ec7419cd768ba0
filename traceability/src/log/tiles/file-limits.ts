import { maxEntryBytes, parseTilePath, tileWidth } from '@fieldlapse/proof';

const maxCheckpointBytes = 64 * 1024;
const hashBytes = 32;

/** More than any file of a log has under this path: whoever serves more serves no log. */
export function maxBytesOf(path: string): number {
  const tile = parseTilePath(path);
  if (!tile) return maxCheckpointBytes;
  return tile.level === 'entries' ? tile.width * (2 + maxEntryBytes) : tileWidth * hashBytes;
}

/** Bytes of an answer; undefined where there are more than that, of which no more are read. */
export async function boundedBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
