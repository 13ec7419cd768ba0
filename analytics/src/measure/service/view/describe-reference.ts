import { areaMask, describeView, grayOf, type Rectangle, type ViewDescription } from '@fieldlapse/imaging';
import type { BlobStore, IntakeReader } from '@fieldlapse/store';
import { openFramePicture } from '../frame/picture.ts';

/** Describes reference frames, each once; undefined where its picture is gone or broken. */
export interface ReferenceViews {
  of(f: string, captions: readonly Rectangle[]): Promise<ViewDescription | undefined>;
}

// About 1 MB each.
const mostKept = 16;

export function referenceViews(intake: Pick<IntakeReader, 'frame'>, blobs: BlobStore): ReferenceViews {
  const kept = new Map<string, Promise<ViewDescription | undefined>>();
  const describe = async (f: string, captions: readonly Rectangle[]): Promise<ViewDescription | undefined> => {
    const frame = await intake.frame(f);
    if (!frame) return undefined;
    using picture = openFramePicture(blobs, frame);
    const grid = await picture.grid();
    // The view is held by all that stands still, the crop's surroundings above all: only captions are left out.
    return grid && describeView(grayOf(grid), areaMask({ captions }, grid.width, grid.height));
  };
  return {
    of(f, captions) {
      const key = `${f} ${JSON.stringify(captions)}`;
      const known = kept.get(key);
      if (known) return known;
      const describing = describe(f, captions);
      kept.set(key, describing);
      describing.catch(() => kept.delete(key));
      for (const old of [...kept.keys()].slice(0, -mostKept)) kept.delete(old);
      return describing;
    },
  };
}
