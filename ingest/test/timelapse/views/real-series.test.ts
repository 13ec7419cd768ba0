import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  composePoses,
  describeView,
  grayOf,
  poseDistance,
  registerView,
  stillPose,
  type GrayPicture,
  type Pose,
} from '@fieldlapse/imaging';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findMove, type FoundMove } from '../../../src/timelapse/views/judge-moves.ts';
import type { ViewedFrame } from '../../../src/timelapse/views/known-pose.ts';

const folder = join(import.meta.dirname, '../../../../../shared/data/images/eggs');
const there = existsSync(folder);
const why = there ? '' : ' (skipped: no pictures of the laying boxes here)';

/** Each picture as a camera sees it that shows 1200 × 500 px of it from that corner on, coded as JPEG again. */
async function seen(name: string, left: number, top: number): Promise<GrayPicture> {
  const jpeg = await sharp(readFileSync(join(folder, name)))
    .extract({ left, top, width: 1200, height: 500 })
    .jpeg({ quality: 80 })
    .toBuffer();
  const { data: pixels } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return grayOf({ width: 1200, height: 500, pixels });
}

/** Frames in order against the first, and the moves found on the way. */
async function watch(
  corners: readonly (readonly [left: number, top: number])[],
): Promise<[ViewedFrame[], FoundMove[]]> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  const reference = describeView(await seen(names[0]!, ...corners[0]!));
  const frames: ViewedFrame[] = [];
  const moves: FoundMove[] = [];
  let [from, expected]: [number, Pose | null] = [0, stillPose];
  for (const [index, corner] of corners.entries()) {
    const registration = registerView(reference, await seen(names[index]!, ...corner));
    frames.push({ f: `f${index}`, observedAt: index * 1_800_000, usable: true, registration });
    const move = findMove(frames.slice(from).slice(-24), expected);
    if (!move) continue;
    moves.push(move);
    from = frames.findIndex(({ f }) => f === move.f);
    expected = move.pose;
  }
  return [frames, moves];
}

describe.skipIf(!there)(`the camera over the laying boxes${why}`, () => {
  it('did not move, whatever the hens and the light do', async () => {
    const [frames, moves] = await watch(Array.from({ length: 21 }, () => [90, 30] as const));
    expect(moves).toEqual([]);
    expect(frames.filter(({ registration }) => registration.found).length).toBeGreaterThanOrEqual(19);
  }, 30_000);

  it('is seen to be knocked by 17 px or by 120 px at the third frame, once, by as much as it was', async () => {
    for (const [dx, dy] of [
      [-15, 8],
      [90, 28],
    ] as const) {
      const corners = Array.from(
        { length: 15 },
        (_, index) => (index < 8 ? [92, 32] : [92 - dx, 32 - dy]) as [number, number],
      );
      const [frames, moves] = await watch(corners);
      expect(moves.map(({ f }) => f)).toEqual(['f8']);
      const before = frames[7]!.registration;
      const knock = { ...stillPose, dxPx: (dx * 640) / 1200, dyPx: (dy * 640) / 1200 };
      const truth = composePoses(before.found ? before.pose : stillPose, knock);
      expect(poseDistance(moves[0]!.pose ?? stillPose, truth)).toBeLessThan(1);
    }
  }, 60_000);
});
