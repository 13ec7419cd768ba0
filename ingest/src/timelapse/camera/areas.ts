import { cameraConfigOf } from '@fieldlapse/contracts';
import { composePoses, poseOfArea, stillPose, type Area, type Pose } from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import type { SegmentBuilder } from '../segments/build-segment.ts';

/** Which part of a camera's pictures is measured: the configured region, which follows the scene where the camera was moved. */
export async function openAreas(
  { views, sites }: Pick<SegmentBuilder, 'views' | 'sites'>,
  site: string,
  camera: string,
): Promise<(frame: FrameRow) => Area> {
  const configured = areaOf({ sites }, site, camera);
  const references = await views.references(site, camera);
  if (configured.roi === undefined || references.length < 2) return () => configured;
  const moves = new Map((await views.moves(site, camera)).map((move) => [move.f, move]));
  let pose: Pose = stillPose;
  const held = references.map(({ f, fromObservedAt }) => {
    const shift = moves.get(f) && (JSON.parse(moves.get(f)!.shift) as Pose | null);
    if (shift) pose = composePoses(pose, shift);
    return { fromObservedAt, pose };
  });
  return ({ observedAt, width, height }) => {
    const at = held.findLast(({ fromObservedAt }) => fromObservedAt <= observedAt)?.pose ?? stillPose;
    return at === stillPose ? configured : poseOfArea(configured, at, height / Math.max(1, width));
  };
}

/** The part of a camera's pictures that is measured, as configured. */
export function areaOf({ sites }: Pick<SegmentBuilder, 'sites'>, site: string, camera: string): Area {
  const { roi, captions } = cameraConfigOf(sites(), site, camera) ?? {};
  return { roi, captions };
}
