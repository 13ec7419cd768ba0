import { uprightSize } from '@fieldlapse/imaging';
import type { FrameRow, IntakeReader, Stores } from '@fieldlapse/store';
import type { TimelapseConfig } from '../config.ts';
import type { FilmSize, SegmentLedger } from '../segments/ledger.ts';
import { cannotBeShown } from './picture-faults.ts';

interface SizeParts {
  readonly config: TimelapseConfig;
  readonly intake: IntakeReader;
  readonly ledger: SegmentLedger;
  readonly stores: Stores;
}

// So many broken first pictures are passed over; then the size known so far holds, or that of the day at hand.
const sizeCandidates = 16;

/**
 * The camera's film size: that of its earliest frame that decodes, within `maxSide`, even on both sides. It depends on
 * the frames alone, not on the order in which they came.
 */
export async function filmSizeOf(
  { config, intake, ledger, stores }: SizeParts,
  site: string,
  camera: string,
  atHand: readonly FrameRow[],
): Promise<FilmSize | undefined> {
  const known = await ledger.filmSize(site, camera);
  const earliest = await intake.frames(site, camera, { limit: sizeCandidates });
  for (const { f, blobKey } of known ? earliest : [...earliest, ...atHand]) {
    if (f === known?.f) return known;
    try {
      const { width, height } = await uprightSize(await stores.blobs.get(blobKey));
      const scale = Math.min(1, config.maxSide / Math.max(width, height));
      const even = (side: number): number => Math.max(16, 2 * Math.round((side * scale) / 2));
      const size = { width: even(width), height: even(height), f };
      await ledger.setFilmSize(site, camera, size);
      return size;
    } catch (error) {
      if (!cannotBeShown(error)) throw error;
    }
  }
  return known;
}
