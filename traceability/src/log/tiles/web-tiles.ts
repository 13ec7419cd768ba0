import { FieldlapseError } from '@fieldlapse/contracts';
import { boundedBody, maxBytesOf } from './file-limits.ts';
import type { TileStore } from './tile-store.ts';

const timeoutMs = 30_000;

/**
 * The files of a log that somebody serves over HTTP, by the address that they lie below [C2SP tlog-tiles].
 * Throws `LOG_UNREACHABLE`, and `LOG_EDITED` for a file that is larger than it may be.
 */
export function webTileReader(address: string): Pick<TileStore, 'read'> {
  return {
    async read(path) {
      const url = `${address.replace(/\/+$/, '')}/${path}`;
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
        if (response.status === 404) {
          await response.body?.cancel();
          return undefined;
        }
        if (!response.ok) throw new Error(`answers ${response.status}`);
        const bytes = await boundedBody(response, maxBytesOf(path));
        if (bytes) return bytes;
      } catch (error) {
        const { message, cause } = error as Error & { cause?: { message?: string } };
        throw new FieldlapseError('LOG_UNREACHABLE', `${url}: ${cause?.message ?? message}`, { cause: error });
      }
      throw new FieldlapseError('LOG_EDITED', `${path} is larger than it may be`);
    },
  };
}
