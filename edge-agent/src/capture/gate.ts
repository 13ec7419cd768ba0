import type { FrameQuality } from '@fieldlapse/contracts';
import { measureQuality, type MeasuredFrame } from '@fieldlapse/imaging';
import type { Logger } from '@fieldlapse/runtime';

/** Judges each frame of one camera against the one before; flags, never drops. */
export type Gate = (jpeg: Buffer) => Promise<FrameQuality | undefined>;

/** A gate that costs one decode per frame; a picture that does not decode is kept without a quality. */
export function openGate(logger: Logger): Gate {
  let previous: MeasuredFrame | undefined;
  return async (jpeg) => {
    try {
      previous = await measureQuality(jpeg, { previous });
      return previous.quality;
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'quality of a frame not measured; it is kept');
      return undefined;
    }
  };
}
