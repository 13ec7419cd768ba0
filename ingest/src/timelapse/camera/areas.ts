import { cameraConfigOf } from '@fieldlapse/contracts';
import { poseOfArea, stillPose, type Area } from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import { heldViews } from './open-camera-views.ts';

/** Which part of a camera's pictures is measured: the configured region, which follows the scene where the camera was moved. */
export async function openAreas(
  { views, sites }: Pick<SegmentBuilder, 'views' | 'sites'>,
  site: string,
  camera: string,
): Promise<(frame: FrameRow) => Area> {
  const configured = areaOf({ sites }, site, camera);
  const references = await views.references(site, camera);
  if (configured.roi === undefined || references.length < 2) return () => configured;
  const held = heldViews(references, await views.moves(site, camera));
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
