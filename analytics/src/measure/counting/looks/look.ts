import type { RgbPicture } from '@fieldlapse/imaging';
import { candidatesOf, type Candidate } from './candidates.ts';
import { planesOf, sizedPlanes } from './planes.ts';
import { viewCells, type ViewCells } from './view-cells.ts';

/** All that counting needs of a picture; some 20 KB for each size. */
export interface Look {
  readonly infrared: boolean;
  /** The view as a whole, also outside of the mask: whoever stands before the camera stands anywhere. */
  readonly cells: ViewCells;
  /** For each radius that was asked for, in their order. */
  readonly candidates: readonly (readonly Candidate[])[];
}

/** Looks at a picture of the metric grid; `mask` as of `areaMask`. Some 60 ms for each radius at 640 px. */
export function lookAt(picture: RgbPicture, radiiPx: readonly number[], mask: Uint8Array | undefined): Look {
  const planes = planesOf(picture);
  return {
    infrared: planes.infrared,
    cells: viewCells(planes),
    candidates: radiiPx.map((radius) => candidatesOf(sizedPlanes(planes, radius), mask)),
  };
}
