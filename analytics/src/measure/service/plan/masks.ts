import { sha256Hex, type AreaConfig } from '@fieldlapse/contracts';
import { readBitMask, type BitMask } from '@fieldlapse/imaging';
import type { Logger } from '@fieldlapse/runtime';
import type { PlanParts } from './make-plan.ts';

/**
 * Masks by their files, decoded once for each content. One that is missing or refused is named in the log once, and its area is
 * left out until the file is another.
 */
export function maskFiles(readMask: (file: string) => Promise<Uint8Array>, logger: Logger): PlanParts['mask'] {
  const decoded = new Map<string, Promise<BitMask>>();
  const told = new Map<string, string>();
  return async ({ file, inside }: NonNullable<AreaConfig['mask']>) => {
    try {
      const png = await readMask(file);
      const hash = sha256Hex(Buffer.concat([Buffer.from(`${inside} `), png]));
      const known = decoded.get(hash) ?? readBitMask(png, inside);
      decoded.set(hash, known);
      const drawn = await known;
      told.delete(file);
      return { drawn, hash };
    } catch (error) {
      const words = (error as Error).message;
      if (told.get(file) !== words) logger.error({ error, file }, 'the mask of an area cannot be used');
      told.set(file, words);
      return undefined;
    }
  };
}
