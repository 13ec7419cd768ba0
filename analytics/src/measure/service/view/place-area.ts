import { areaMask, poseDistance, poseOfArea, stillPose, type Area, type Pose } from '@fieldlapse/imaging';
import type { WithheldReason } from '@fieldlapse/contracts';

/** An area as it lies in one frame, or why it cannot be told. */
export type PlacedArea =
  | { readonly placed: true; readonly area: Area; readonly pose: Pose | undefined }
  | { readonly placed: false; readonly why: WithheldReason };

/** A pose nearer to none than this, px at a width of 640, moves an area by less than its own edge is sure. */
const worthPx = 1;
/** Of an area that moved with the scene so much must still be in the picture. */
const leastLeft = 0.75;
/** Rows and columns that this is judged on. */
const judgedAt = { width: 160, height: 90 };

/**
 * Where an area lies in a frame of that pose, which is null where nobody knows where the camera looks. Areas that are all of the
 * picture stay all of it.
 */
export function placeArea(area: Area, pose: Pose | null, aspect: number): PlacedArea {
  if (area.roi === undefined && area.mask === undefined) return { placed: true, area, pose: undefined };
  if (pose === null) return { placed: false, why: 'view-lost' };
  if (poseDistance(pose, stillPose, aspect) < worthPx) return { placed: true, area, pose: undefined };
  const rounded = roundedPose(pose);
  const moved = poseOfArea(area, rounded, aspect);
  const left = countIn(moved) / Math.max(1, countIn(area) * rounded.scale ** 2);
  if (left < leastLeft) return { placed: false, why: 'moved' };
  return { placed: true, area: moved, pose: rounded };
}

function countIn({ roi, mask }: Area): number {
  const { width, height } = judgedAt;
  return areaMask({ roi, mask }, width, height)?.reduce((sum, inside) => sum + inside, 0) ?? width * height;
}

/** Half a pixel is as sure as a registration is: what differs by less is the same place, and is not measured again. */
function roundedPose({ dxPx, dyPx, rotationDeg, scale }: Pose): Pose {
  return {
    dxPx: Math.round(dxPx * 2) / 2,
    dyPx: Math.round(dyPx * 2) / 2,
    rotationDeg: Math.round(rotationDeg * 20) / 20,
    scale: Math.round(scale * 1000) / 1000,
  };
}
